/** The page at /api/docs: lists the calls of the OpenAPI document and tries them. It builds nodes, never HTML. */

const tokenField = document.querySelector("#token");
const calls = document.querySelector("#calls");
const MAX_DEPTH = 4;

const element = (name, properties = {}, ...children) => {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children);
  return node;
};

/** A value of the right shape, to start from. */
const sample = (schema, components, depth = 0) => {
  if (schema.$ref !== undefined) {
    return sample(components[schema.$ref.split("/").at(-1)] ?? {}, components, depth);
  }
  if (schema.default !== undefined) return schema.default;
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  if (schema.type === "object" && depth < MAX_DEPTH) {
    const entries = Object.entries(schema.properties ?? {});
    return Object.fromEntries(
      entries.map(([name, property]) => [name, sample(property, components, depth + 1)]),
    );
  }
  if (schema.type === "array") return [];
  if (schema.type === "boolean") return false;
  return schema.type === "integer" || schema.type === "number" ? (schema.minimum ?? 0) : "";
};

const pretty = (value) => JSON.stringify(value, null, 2);

const accessText = ({ caller, room }) =>
  `Needs: ${caller}${room === undefined ? "" : `, and ${room} in the room`}`;

const field = (label, control) => element("label", {}, label, control);

const parameterFields = (parameters) =>
  parameters.map((parameter) => {
    const input = element("input", {
      name: parameter.name,
      required: parameter.required,
      placeholder: parameter.schema.default ?? "",
      spellcheck: false,
      autocomplete: "off",
    });
    return { parameter, input };
  });

const addressOf = (path, fields) => {
  const query = new URLSearchParams();
  let address = path;
  for (const { parameter, input } of fields) {
    if (parameter.in === "path") {
      address = address.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
    } else if (input.value !== "") query.set(parameter.name, input.value);
  }
  return query.size === 0 ? address : `${address}?${query}`;
};

/** What the call takes beside its parameters: a text to write JSON into, or a file. */
const bodyField = (content, components) => {
  const form = content["multipart/form-data"]?.schema;
  if (form !== undefined) {
    const [name] = Object.keys(form.properties);
    const input = element("input", { type: "file", name });
    return { label: `${name} (file)`, input, read: () => formOf(name, input.files[0]) };
  }
  const schema = content["application/json"]?.schema;
  if (schema === undefined) return undefined;
  const value = pretty(sample(schema, components));
  const input = element("textarea", { value, spellcheck: false });
  return { label: "Body", input, read: () => input.value };
};

const formOf = (name, file) => {
  const form = new FormData();
  if (file !== undefined) form.set(name, file);
  return form;
};

const TEXT_TYPE = /^(?:text|application\/json)/;

const send = async (method, address, body) => {
  const headers = {};
  if (tokenField.value !== "") headers.Authorization = `Bearer ${tokenField.value}`;
  if (typeof body === "string") headers["Content-Type"] = "application/json";
  const response = await fetch(address, { method, headers, body });
  const type = response.headers.get("content-type") ?? "";
  if (type !== "" && !TEXT_TYPE.test(type)) {
    return `${response.status}\n\n${(await response.blob()).size} bytes of ${type}`;
  }
  const text = await response.text();
  let answer = text;
  try {
    answer = JSON.parse(text);
    if (typeof answer.access_token === "string") tokenField.value = answer.access_token;
    answer = pretty(answer);
  } catch {
    // Not JSON: shown as it is.
  }
  return `${response.status} ${response.statusText}\n\n${answer}`;
};

const callNode = (path, method, operation, components) => {
  const fields = parameterFields(operation.parameters);
  const body = bodyField(operation.requestBody?.content ?? {}, components);
  const output = element("pre", { hidden: true });
  const form = element(
    "form",
    {},
    element("p", { className: "access" }, accessText(operation["x-access"])),
    ...fields.map(({ parameter, input }) => field(`${parameter.name} (${parameter.in})`, input)),
    ...(body === undefined ? [] : [field(body.label, body.input)]),
    element("button", { type: "submit" }, "Send"),
    output,
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    output.hidden = false;
    output.textContent = "…";
    try {
      output.textContent = await send(method, addressOf(path, fields), body?.read());
    } catch (error) {
      output.textContent = String(error);
    }
  });
  return element(
    "details",
    {},
    element(
      "summary",
      {},
      element("span", { className: "method" }, method),
      element("code", {}, path),
      ` ${operation.summary}`,
    ),
    form,
  );
};

const show = (openapi) => {
  document.querySelector("#description").textContent = openapi.info.description;
  const byTag = new Map();
  for (const [path, item] of Object.entries(openapi.paths)) {
    for (const [method, operation] of Object.entries(item)) {
      const node = callNode(path, method.toUpperCase(), operation, openapi.components.schemas);
      const [tag] = operation.tags;
      byTag.set(tag, [...(byTag.get(tag) ?? []), node]);
    }
  }
  calls.replaceChildren(
    ...Array.from(byTag, ([tag, nodes]) =>
      element("section", {}, element("h2", {}, tag), ...nodes),
    ),
  );
};

try {
  const response = await fetch("/api/openapi.json");
  if (!response.ok) throw new Error(`The document could not be loaded: ${response.status}`);
  show(await response.json());
} catch (error) {
  calls.textContent = error instanceof Error ? error.message : String(error);
}
