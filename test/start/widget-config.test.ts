import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readConfig } from '../../src/config.ts'

const SECRET = 'a-secret-shared-with-the-shop-of-32-bytes'
const SITE = 'https://shop.example'
let dir = ''

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'enman-widget-'))
})
afterEach(() => rm(dir, { recursive: true, force: true }))

/** What the start says about an environment, or what it takes from it. */
function signIn(env: Record<string, string>) {
  try {
    const settings = readConfig(env).signIn
    return settings && { site: settings.site, algorithms: settings.keys.map(({ algorithm }) => algorithm) }
  } catch (error) {
    return String(error)
  }
}

test('without any variable every visitor is a stranger', () => {
  expect(signIn({})).toBeNull()
})

test('a secret and a site are enough, and two secrets while one is replaced', () => {
  expect(signIn({ WIDGET_JWT_SECRET: SECRET, WIDGET_SITE: SITE })).toEqual({ site: SITE, algorithms: ['HS256'] })
  expect(signIn({ WIDGET_JWT_SECRET: `${SECRET}, ${SECRET}2`, WIDGET_SITE: SITE })).toMatchObject({
    algorithms: ['HS256', 'HS256'],
  })
})

test.each([
  ['ES256', generateKeyPairSync('ec', { namedCurve: 'P-256' })],
  ['RS256', generateKeyPairSync('rsa', { modulusLength: 2048 })],
  ['EdDSA', generateKeyPairSync('ed25519')],
] as const)('a public key gives its one algorithm, %s, from PEM and from JWK', async (algorithm, { publicKey }) => {
  const texts = [publicKey.export({ type: 'spki', format: 'pem' }), JSON.stringify(publicKey.export({ format: 'jwk' }))]
  for (const text of texts) {
    const file = join(dir, 'key')
    await writeFile(file, text)
    expect(signIn({ WIDGET_JWT_PUBLIC_KEY_FILE: file, WIDGET_SITE: SITE })).toEqual({
      site: SITE,
      algorithms: [algorithm],
    })
  }
})

test.each([
  ['only the secret', { WIDGET_JWT_SECRET: SECRET }, /WIDGET_SITE: is needed/],
  ['only the key', { WIDGET_JWT_PUBLIC_KEY_FILE: 'key.pem' }, /WIDGET_SITE: is needed/],
  ['only the site', { WIDGET_SITE: SITE }, /WIDGET_JWT_SECRET: is needed/],
  [
    'secret and key',
    { WIDGET_JWT_SECRET: SECRET, WIDGET_JWT_PUBLIC_KEY_FILE: 'key.pem', WIDGET_SITE: SITE },
    /WIDGET_JWT_PUBLIC_KEY_FILE: .*not by both/,
  ],
  ['a short secret', { WIDGET_JWT_SECRET: 'short', WIDGET_SITE: SITE }, /WIDGET_JWT_SECRET.*32 bytes/],
  ['a short second secret', { WIDGET_JWT_SECRET: `${SECRET},short`, WIDGET_SITE: SITE }, /WIDGET_JWT_SECRET.*32 bytes/],
  [
    'three secrets',
    { WIDGET_JWT_SECRET: `${SECRET},${SECRET}2,${SECRET}3`, WIDGET_SITE: SITE },
    /WIDGET_JWT_SECRET.*at most two/,
  ],
  [
    'a key file that is not there',
    { WIDGET_JWT_PUBLIC_KEY_FILE: '/nowhere/key.pem', WIDGET_SITE: SITE },
    /WIDGET_JWT_PUBLIC_KEY_FILE: cannot be read/,
  ],
])('%s stops the start and names itself, without its value', (_name, env, words) => {
  const said = signIn(env as Record<string, string>)
  expect(said).toMatch(words)
  expect(said).not.toContain(SECRET)
})

test.each([
  ['no key', 'hello'],
  ['a broken JWK', '{"kty":"EC"}'],
  ['a private PEM', generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' })],
  ['a private JWK', JSON.stringify(generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }))],
  [
    'a small RSA key',
    generateKeyPairSync('rsa', { modulusLength: 1024 }).publicKey.export({ type: 'spki', format: 'pem' }),
  ],
  [
    'another curve',
    generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ type: 'spki', format: 'pem' }),
  ],
])('a key file with %s stops the start', async (_name, text) => {
  const file = join(dir, 'key')
  await writeFile(file, text)
  expect(signIn({ WIDGET_JWT_PUBLIC_KEY_FILE: file, WIDGET_SITE: SITE })).toMatch(/WIDGET_JWT_PUBLIC_KEY_FILE/)
})
