"""PostgreSQL refuses to run as root: root's launcher gives it another user, and files within its reach."""

import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

_ELSEWHERE = Path("/var/tmp")
_PREFIX = "concert-"


@dataclass(frozen=True, slots=True)
class Unprivileged:
    uid: int
    gid: int


def unprivileged_user() -> Unprivileged | None:
    """Whom to become, or None when we are not root and may stay who we are."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Unprivileged(entry.pw_uid, entry.pw_gid)
    return Unprivileged(65534, 65534)


def may_enter(folder: Path, user: Unprivileged) -> bool:
    """Whether the user may pass through `folder` and everything above it."""
    for part in (folder, *folder.parents):
        entry = part.stat()
        if entry.st_uid == user.uid:
            allowed = entry.st_mode & stat.S_IXUSR
        elif entry.st_gid == user.gid:
            allowed = entry.st_mode & stat.S_IXGRP
        else:
            allowed = entry.st_mode & stat.S_IXOTH
        if not allowed:
            return False
    return True


def made_reachable(data: Path, user: Unprivileged | None) -> Path:
    """A folder that the user owns and can reach, made if needed: `data`, or where `data` then links to.

    A checkout in root's home cannot be entered by anybody else; its data live in /var/tmp, behind a link.
    """
    if user is None or data.is_symlink():
        return _owned(data.resolve(), user)
    if may_enter(data.parent, user):
        return _owned(data, user)
    elsewhere = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_ELSEWHERE))
    os.chown(elsewhere, user.uid, user.gid)
    data.symlink_to(elsewhere / data.name)
    return _owned(elsewhere / data.name, user)


def removed(data: Path) -> None:
    """The data, with the folder that `made_reachable` made for them."""
    made_for_it = data.parent.parent == _ELSEWHERE and data.parent.name.startswith(_PREFIX)
    shutil.rmtree(data.parent if made_for_it else data, ignore_errors=True)


def _owned(data: Path, user: Unprivileged | None) -> Path:
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    if user is not None and data.stat().st_uid != user.uid:
        for folder, _, files in os.walk(data):
            for path in (folder, *(os.path.join(folder, name) for name in files)):
                os.chown(path, user.uid, user.gid, follow_symlinks=False)
    return data


def reachable_program(folder: Path, name: str, beside: Path, user: Unprivileged | None) -> str:
    """The program, or its copy in `beside` when it is installed where the user cannot go (some venvs)."""
    if user is None or may_enter(folder, user):
        return str(folder / name)
    package, beside = folder.parent.parent, beside / "postgresql-copy"
    if not (beside / package.name).exists():
        for part in (package.with_name(package.name + ".libs"), package):
            if part.exists():
                shutil.copytree(part, beside / part.name, symlinks=True, dirs_exist_ok=True)
    return str(beside / folder.relative_to(package.parent) / name)
