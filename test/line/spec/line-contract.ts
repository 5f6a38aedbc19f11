import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js'
import addFormats from 'ajv-formats'
import { parse } from 'yaml'
import { type Complaint, isObject, type JsonObject } from '../limits/complaint.ts'
import { type Openness, pointer, rewriteOpenApi } from './rewrite-openapi.ts'

/** LINE's published OpenAPI as a judge of calls and webhooks. */
export interface LineContract {
  /** A body that was sent to LINE. */
  request(method: string, path: string, body: unknown): Complaint[]
  /** A body that LINE (here: its stand-in) answered with. */
  response(method: string, path: string, answer: { status: number; body: unknown }): Complaint[]
  webhook(body: unknown): Complaint[]
}

/** Where LINE's files lie, when whoever runs the tests has them; the project carries no copy. */
export const LINE_OPENAPI_DIR = process.env['LINE_OPENAPI_DIR']

/** Reads `messaging-api.yml` and `webhook.yml`; null when `LINE_OPENAPI_DIR` is not set. */
export function loadLineContract(dir: string | undefined = LINE_OPENAPI_DIR): LineContract | null {
  if (dir === undefined || dir === '') return null
  loaded ??= createLineContract(readYaml(dir, 'messaging-api.yml'), readYaml(dir, 'webhook.yml'))
  return loaded
}

// Compiling takes a second; the files do not change during a run.
let loaded: LineContract | undefined

function readYaml(dir: string, file: string): JsonObject {
  return parse(readFileSync(join(dir, file), 'utf8')) as JsonObject
}

export function createLineContract(api: JsonObject, webhook: JsonObject): LineContract {
  const calls = new Schemas(api, 'closed')
  const webhooks = new Schemas(webhook, 'open')
  return {
    request: (method, path, body) =>
      calls.check(bodySchema(operation(api, method, path)?.['requestBody']), body, 'request'),
    response(method, path, { status, body }) {
      const answers = operation(api, method, path)?.['responses']
      const answer = isObject(answers) ? answers[String(status)] : undefined
      return calls.check(bodySchema(answer), body, 'response')
    },
    webhook: (body) => webhooks.check('CallbackRequest', body, 'webhook'),
  }
}

/** `/v2/bot/profile/U123` is the path `/v2/bot/profile/{userId}`. */
function operation(api: JsonObject, method: string, path: string): JsonObject | null {
  const paths = isObject(api['paths']) ? api['paths'] : {}
  const found = Object.keys(paths).find((template) =>
    new RegExp(`^${template.replaceAll(/\{\w+\}/g, '[^/]+')}$`).test(path),
  )
  const methods = found === undefined ? null : paths[found]
  const one = isObject(methods) ? methods[method.toLowerCase()] : null
  return isObject(one) ? one : null
}

/** The schema's name behind a body or an answer; all of LINE's bodies are named ones. */
function bodySchema(holder: unknown): string | null {
  const content = isObject(holder) && isObject(holder['content']) ? holder['content']['application/json'] : null
  const schema = isObject(content) ? content['schema'] : null
  return isObject(schema) && typeof schema['$ref'] === 'string' ? (schema['$ref'].split('/').at(-1) ?? null) : null
}

class Schemas {
  readonly #ajv = new Ajv2019({ strict: false, discriminator: true, allErrors: true })
  readonly #compiled = new Map<string, ValidateFunction>()
  readonly #id: string

  constructor(document: JsonObject, openness: Openness) {
    addFormats.default(this.#ajv)
    this.#id = `line-${openness}`
    this.#ajv.addSchema({ $id: this.#id, $defs: rewriteOpenApi(document, openness) })
  }

  check(name: string | null, body: unknown, what: string): Complaint[] {
    if (name === null) return []
    const validate = this.#compiled.get(name) ?? this.#ajv.compile({ $ref: `${this.#id}${pointer(name)}` })
    this.#compiled.set(name, validate)
    if (validate(body)) return []
    return (validate.errors ?? []).map(({ instancePath, message, params }) => ({
      at: `${what}${instancePath}`,
      why: `${message} ${JSON.stringify(params)} (${name} of LINE's OpenAPI)`,
    }))
  }
}
