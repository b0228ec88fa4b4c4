#!/usr/bin/env bash
# Gives each service a database and a role of its own; PostgreSQL's image runs this once, on empty data.
set -euo pipefail

for service in campaign staffing insight goals gateway; do
  password_of="${service^^}_DATABASE_PASSWORD"
  psql --set ON_ERROR_STOP=1 --quiet --username "$POSTGRES_USER" --dbname postgres \
    --set role="concert_${service}" --set password="${!password_of:?is not set}" <<'SQL'
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"role" OWNER :"role";
REVOKE ALL ON DATABASE :"role" FROM PUBLIC;
SQL
done
