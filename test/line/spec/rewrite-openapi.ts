import { isObject, type JsonObject } from '../limits/complaint.ts'

const REF = '#/components/schemas/'

/** Whether properties that a schema does not name are wrong: for what we send, never for what LINE sends. */
export type Openness = 'closed' | 'open'

/**
 * LINE's OpenAPI names the kinds of a message by a parent with `discriminator.mapping` and children that take
 * the parent in with `allOf`. Read as JSON Schema, that says nothing: a message of any type with anything in it
 * fits the parent. Here a reference to such a parent becomes a `oneOf` of its children, and the children take
 * in the parent's own properties only (`<name>.own`), which also ends the circle.
 */
export function rewriteOpenApi(document: JsonObject, openness: Openness): Readonly<Record<string, JsonObject>> {
  const { components } = document
  const schemas = isObject(components) && isObject(components['schemas']) ? components['schemas'] : {}
  const definitions: Record<string, JsonObject> = {}
  for (const [name, schema] of Object.entries(schemas)) {
    if (!isObject(schema)) continue
    const own = rewritten(withoutDiscriminator(schema))
    definitions[`${name}.own`] = own
    definitions[name] = use(schema, name, openness === 'closed' ? { unevaluatedProperties: false } : {})
  }
  return definitions
}

/** What a reference to a schema from a property means. */
function use(schema: JsonObject, name: string, closing: JsonObject): JsonObject {
  const kinds = kindsOf(schema)
  if (!kinds) return { $ref: pointer(`${name}.own`), ...closing }
  const property = String(isObject(schema['discriminator']) && schema['discriminator']['propertyName'])
  return {
    type: 'object',
    required: [property],
    discriminator: { propertyName: property },
    oneOf: Object.entries(kinds).map(([kind, child]) => ({
      properties: { [property]: { const: kind } },
      required: [property],
      $ref: pointer(`${nameOf(child)}.own`),
      // Here and not beside oneOf: ajv does not carry what a chosen kind knows out of it.
      ...closing,
    })),
  }
}

function kindsOf({ discriminator }: JsonObject): JsonObject | null {
  return isObject(discriminator) && isObject(discriminator['mapping']) ? discriminator['mapping'] : null
}

function withoutDiscriminator({ discriminator: _, ...schema }: JsonObject): JsonObject {
  return schema
}

/** References inside `allOf` take in; all others use. Descriptions and examples are left out. */
function rewritten(value: unknown, takesIn = false): JsonObject {
  return mapped(value, takesIn) as JsonObject
}

function mapped(value: unknown, takesIn: boolean): unknown {
  if (Array.isArray(value)) return value.map((one) => mapped(one, takesIn))
  if (!isObject(value)) return value
  const entries = Object.entries(value)
    .filter(([key, inner]) => !(NOTES.has(key) && typeof inner !== 'object'))
    .map(([key, inner]) => [
      key,
      key === '$ref' && typeof inner === 'string'
        ? pointer(`${nameOf(inner)}${takesIn ? '.own' : ''}`)
        : mapped(inner, key === 'allOf'),
    ])
  return Object.fromEntries(entries)
}

const NOTES = new Set(['description', 'title'])

function nameOf(reference: unknown): string {
  return String(reference).slice(REF.length)
}

export function pointer(name: string): string {
  return `#/$defs/${name}`
}
