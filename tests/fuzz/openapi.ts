import { type Dice, integer, pick } from "../harness/seeded.ts";
import { type Json, mutate, oddValue } from "./mutations.ts";

export type Schema = Readonly<Record<string, unknown>>;

/** As much of an OpenAPI document as calls are made from. */
export interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}
export interface Operation {
  readonly operationId: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: "path" | "query";
    readonly required: boolean;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}
export interface ApiCall {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
  readonly body: Json | undefined;
}

/** Values of a field that is there under that name: ids that exist, for one. */
export type Known = Readonly<Record<string, readonly Json[]>>;

const REF = "#/components/schemas/";
const LONGEST = 300;

const isSchema = (value: unknown): value is Schema =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const number = (value: unknown, otherwise: number): number =>
  typeof value === "number" ? value : otherwise;

/** Calls of the operations that a server says it has, well-formed by its own schemas or with something wrong. */
export class CallMaker {
  readonly #api: OpenApi;
  readonly #known: Known;
  readonly #dice: Dice;
  readonly #operations: readonly { method: string; path: string; operation: Operation }[];

  constructor(api: OpenApi, known: Known, dice: Dice, wanted: (path: string) => boolean) {
    this.#api = api;
    this.#known = known;
    this.#dice = dice;
    this.#operations = Object.entries(api.paths)
      .filter(([path]) => wanted(path))
      .flatMap(([path, methods]) =>
        Object.entries(methods).map(([method, operation]) => ({ method, path, operation })),
      );
  }

  get operations(): readonly string[] {
    return this.#operations.map(({ operation }) => operation.operationId);
  }

  next(): ApiCall {
    const dice = this.#dice;
    const { method, path, operation } = pick(dice, this.#operations);
    const query = new URLSearchParams();
    let filled = path;
    for (const { name, in: place, required, schema } of operation.parameters) {
      if (!required && dice() < 0.6) continue;
      const value = dice() < 0.85 ? this.#valueOf(schema, name) : oddValue(dice);
      const text = (typeof value === "string" ? value : JSON.stringify(value)).toWellFormed();
      if (place === "query") query.set(name, text.slice(0, LONGEST));
      else filled = filled.replace(`{${name}}`, encodeURIComponent(text.slice(0, LONGEST)) || "x");
    }
    return {
      operation,
      method: method.toUpperCase(),
      path: query.size === 0 ? filled : `${filled}?${query}`,
      body: this.#bodyOf(operation),
    };
  }

  #bodyOf({ requestBody }: Operation): Json | undefined {
    const schema = requestBody?.content["application/json"]?.schema;
    if (schema === undefined) return undefined;
    const body = this.#valueOf(schema, "");
    const isObject = typeof body === "object" && body !== null && !Array.isArray(body);
    return isObject && this.#dice() < 0.4 ? mutate(this.#dice, body) : body;
  }

  #valueOf(schema: Schema, name: string): Json {
    const dice = this.#dice;
    const ref = schema["$ref"];
    if (typeof ref === "string") {
      return this.#valueOf(this.#api.components.schemas[ref.slice(REF.length)] ?? {}, name);
    }
    const known = this.#known[name];
    if (known !== undefined && dice() < 0.8) return pick(dice, known);
    if ("const" in schema) return schema["const"] as Json;
    const { enum: values, type } = schema;
    if (Array.isArray(values)) return pick(dice, values as Json[]);
    const ways = schema["anyOf"] ?? schema["oneOf"];
    if (Array.isArray(ways)) return this.#valueOf(pick(dice, ways as Schema[]), name);
    switch (type) {
      case "object":
        return this.#objectOf(schema);
      case "array": {
        const items = isSchema(schema["items"]) ? schema["items"] : {};
        return Array.from({ length: integer(dice, 0, 3) }, () => this.#valueOf(items, name));
      }
      case "integer":
      case "number":
        return integer(dice, number(schema["minimum"], 0), number(schema["maximum"], 2 ** 45));
      case "boolean":
        return dice() < 0.5;
      case "string":
        return this.#textOf(schema);
      case "null":
        return null;
      default:
        return oddValue(dice);
    }
  }

  #objectOf({ properties, required }: Schema): Json {
    const must = new Set(Array.isArray(required) ? required : []);
    const fields = isSchema(properties) ? Object.entries(properties) : [];
    return Object.fromEntries(
      fields.flatMap(([name, field]) =>
        isSchema(field) && (must.has(name) || this.#dice() < 0.5)
          ? [[name, this.#valueOf(field, name)] as const]
          : [],
      ),
    );
  }

  #textOf({ minLength, maxLength }: Schema): string {
    const most = Math.min(number(maxLength, 40), LONGEST);
    const letter = pick(this.#dice, ["a", "é", "7", "田"]);
    return letter.repeat(integer(this.#dice, number(minLength, 0), most));
  }
}
