// Shows the operations of /openapi.json and lets people try them; everything is put in as text, never as markup.
"use strict";

function element(tag, attributes, ...children) {
  const made = document.createElement(tag);
  Object.assign(made, attributes || {});
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
}

function table(heads, rows) {
  const head = element("tr", {}, ...heads.map((text) => element("th", { scope: "col" }, text)));
  const lines = rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, cell || ""))));
  return element("table", {}, element("thead", {}, head), element("tbody", {}, ...lines));
}

function resolved(api, schema, depth) {
  if (!schema || depth > 6) return schema;
  if (schema.$ref) {
    const name = schema.$ref.split("/").pop();
    return resolved(api, api.components.schemas[name], depth + 1);
  }
  if (Array.isArray(schema)) return schema.map((part) => resolved(api, part, depth));
  if (typeof schema !== "object") return schema;
  return Object.fromEntries(Object.entries(schema).map(([key, value]) => [key, resolved(api, value, depth + 1)]));
}

function schemaOf(api, content) {
  const kind = content && Object.keys(content)[0];
  return kind ? JSON.stringify(resolved(api, content[kind].schema, 0), null, 2) : null;
}

function tryForm(method, path, operation) {
  const inputs = (operation.parameters || []).filter((parameter) => parameter.in !== "cookie").map((parameter) => {
    const input = element("input", { type: "text" });
    input.parameter = parameter;
    return input;
  });
  const body = operation.requestBody ? element("textarea", { rows: 6, value: "{}" }) : null;
  const answer = element("pre", {}, "");
  const form = element("form", {},
    ...inputs.map((input) => element("label", {}, input.parameter.name + " ", input)),
    body && element("label", {}, "Body ", body),
    element("button", { type: "submit" }, "Send"), answer);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(method, path, inputs, body, answer);
  });
  return form;
}

async function send(method, path, inputs, body, answer) {
  const headers = { Authorization: "Bearer " + document.getElementById("token").value };
  const query = new URLSearchParams();
  let address = path;
  for (const { parameter, value } of inputs.filter((input) => input.value)) {
    if (parameter.in === "path") address = address.replace("{" + parameter.name + "}", encodeURIComponent(value));
    if (parameter.in === "query") query.append(parameter.name, value);
    if (parameter.in === "header") headers[parameter.name] = value;
  }
  if (body) headers["Content-Type"] = "application/json";
  if (query.size) address += "?" + query;
  try {
    const got = await fetch(address, { method: method.toUpperCase(), headers, body: body ? body.value : undefined });
    answer.textContent = got.status + " " + got.statusText + "\n" + (await got.text());
  } catch (error) {
    answer.textContent = "The service did not answer: " + error.message;
  }
}

function shown(api, path, method, operation) {
  const parameters = (operation.parameters || []).map((it) => [it.name, it.in, it.required ? "required" : "", it.description]);
  const answers = Object.entries(operation.responses).map(([status, it]) => [status, it.description]);
  const body = operation.requestBody && schemaOf(api, operation.requestBody.content);
  const success = Object.entries(operation.responses).find(([status]) => status.startsWith("2"));
  const result = success && schemaOf(api, success[1].content);
  return element("details", { id: operation.operationId },
    element("summary", {}, element("span", { className: "method" }, method), element("code", {}, path), " ", operation.summary || ""),
    operation.description ? element("p", {}, operation.description) : null,
    parameters.length ? table(["Parameter", "In", "", ""], parameters) : null,
    body ? element("h4", {}, "Body") : null, body ? element("pre", {}, body) : null,
    element("h4", {}, "Answers"), table(["Status", ""], answers), result ? element("pre", {}, result) : null,
    element("h4", {}, "Try it"), tryForm(method, path, operation));
}

async function show() {
  const api = await (await fetch("/openapi.json")).json();
  document.getElementById("about").textContent = api.info.description + " Version " + api.info.version + ".";
  const groups = new Map();
  for (const [path, operations] of Object.entries(api.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      const tag = (operation.tags || ["other"])[0];
      groups.set(tag, [...(groups.get(tag) || []), shown(api, path, method, operation)]);
    }
  }
  const main = document.getElementById("operations");
  for (const [tag, operations] of groups) main.append(element("section", {}, element("h2", {}, tag), ...operations));
}

show();
