import { createPublicKey, createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { SignJWT, UnsecuredJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { createSignIn, type SignInKey } from '../../src/channels/widget/sign-in.ts'

const SITE = 'https://shop.example'
const NOW_S = 1_800_000_000
const NOW_MS = NOW_S * 1000
const secret = (text: string) => createSecretKey(text.padEnd(32, '.'), 'utf8')

const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ed = generateKeyPairSync('ed25519')
const KEYS = {
  HS256: { algorithm: 'HS256', key: secret('one') },
  ES256: { algorithm: 'ES256', key: ec.publicKey },
  RS256: { algorithm: 'RS256', key: rsa.publicKey },
  EdDSA: { algorithm: 'EdDSA', key: ed.publicKey },
} as const satisfies Record<string, SignInKey>

const CLAIMS = { sub: 'member-7', email: 'Taro@Example.jp', aud: SITE, iat: NOW_S - 60, exp: NOW_S + 300 }
type Claims = Readonly<Record<string, unknown>>

function signed(claims: Claims, key: KeyObject = secret('one'), alg = 'HS256'): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg }).sign(key)
}

function verify(jwt: string, ...keys: readonly SignInKey[]) {
  return createSignIn({ site: SITE, keys: keys.length > 0 ? keys : [KEYS.HS256] })(jwt, NOW_MS)
}

const refused = (jwt: string, ...keys: readonly SignInKey[]) =>
  expect(verify(jwt, ...keys)).rejects.toMatchObject({ code: 'account.refused', status: 403 })

describe('a sign-in names its customer', () => {
  test.each([
    ['a shared secret', KEYS.HS256, secret('one')],
    ['an elliptic key', KEYS.ES256, ec.privateKey],
    ['an RSA key', KEYS.RS256, rsa.privateKey],
    ['an Ed25519 key', KEYS.EdDSA, ed.privateKey],
  ])('by %s', async (_name, key, signing) => {
    expect(await verify(await signed(CLAIMS, signing, key.algorithm), key)).toEqual({
      subject: 'member-7',
      email: 'taro@example.jp',
      provedAtMs: (NOW_S - 60) * 1000,
    })
  })

  test('by the old and the new secret while one is replaced, and by no third', async () => {
    const both: SignInKey[] = [
      { algorithm: 'HS256', key: secret('new') },
      { algorithm: 'HS256', key: secret('old') },
    ]
    for (const name of ['new', 'old'])
      expect(await verify(await signed(CLAIMS, secret(name)), ...both)).toMatchObject({ subject: 'member-7' })
    await refused(await signed(CLAIMS, secret('third')), ...both)
  })

  test('as of when they signed in, where the site says so', async () => {
    const proved = async (auth_time: number) => (await verify(await signed({ ...CLAIMS, auth_time }))).provedAtMs
    expect(await proved(NOW_S - 7200)).toBe((NOW_S - 7200) * 1000)
    // Nobody signs in after the token that says so was made.
    expect(await proved(NOW_S + 7200)).toBe((NOW_S - 60) * 1000)
  })

  test('also by a clock that is a little ahead, and never in the future', async () => {
    const jwt = await signed({ ...CLAIMS, iat: NOW_S + 20, exp: NOW_S + 320 })
    expect((await verify(jwt)).provedAtMs).toBe(NOW_MS)
  })
})

test('looked at once is believed until its end, and no longer', async () => {
  const signIn = createSignIn({ site: SITE, keys: [KEYS.HS256] })
  const jwt = await signed(CLAIMS)
  const first = await signIn(jwt, NOW_MS)

  expect(await signIn(jwt, NOW_MS + 299_000)).toBe(first)
  await expect(signIn(jwt, NOW_MS + 331_000)).rejects.toMatchObject({ code: 'account.expired' })
  await expect(signIn(`${jwt.slice(0, -2)}AA`, NOW_MS)).rejects.toMatchObject({ code: 'account.refused' })
})

describe('a sign-in is expired, and a new one will do', () => {
  test.each([
    ['after its end', { exp: NOW_S - 31 }],
    ['made longer ago than one may live', { iat: NOW_S - 700, exp: NOW_S + 10 }],
  ])('%s', async (_name, claims) => {
    const jwt = await signed({ ...CLAIMS, iat: NOW_S - 300, ...claims })
    await expect(verify(jwt)).rejects.toMatchObject({ code: 'account.expired', status: 401 })
  })
})

describe('a sign-in is refused', () => {
  test.each<[string, Claims]>([
    ['for another site', { aud: 'https://other.example' }],
    ['for no site', { aud: undefined }],
    ['without a subject', { sub: undefined }],
    ['with an empty subject', { sub: '' }],
    ['without an address', { email: undefined }],
    ['with an address that is none', { email: 'taro' }],
    ['with an address the site has not verified', { email_verified: false }],
    ['with a word for whether it has', { email_verified: 'false' }],
    ['not valid yet', { nbf: NOW_S + 120 }],
    ['made in the future', { iat: NOW_S + 120, exp: NOW_S + 300 }],
    ['without the time it was made', { iat: undefined }],
    ['without an end', { exp: undefined }],
    ['living longer than ten minutes', { exp: NOW_S + 541 }],
  ])('%s', async (_name, claims) => {
    await refused(await signed({ ...CLAIMS, ...claims }))
  })

  test('without a signature', async () => {
    const unsigned = new UnsecuredJWT({ email: CLAIMS.email }).setSubject('member-7').setAudience(SITE)
    await refused(
      unsigned
        .setIssuedAt(NOW_S)
        .setExpirationTime(NOW_S + 300)
        .encode(),
    )
  })

  test('signed by another key', async () => {
    await refused(await signed(CLAIMS, secret('two')))
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    await refused(await signed(CLAIMS, privateKey, 'ES256'), KEYS.ES256)
  })

  // Whoever knows the public key must not be able to sign with it.
  test.each(['pem', 'der', 'jwk'] as const)(
    'signed with the public key (%s) as if it were a secret',
    async (format) => {
      for (const { publicKey, algorithm } of [
        { publicKey: rsa.publicKey, algorithm: 'RS256' },
        { publicKey: ec.publicKey, algorithm: 'ES256' },
      ] as const) {
        const bytes =
          format === 'jwk'
            ? Buffer.from(JSON.stringify(publicKey.export({ format })))
            : Buffer.from(publicKey.export({ type: 'spki', format: format as 'pem' }))
        const jwt = await signed(CLAIMS, createSecretKey(bytes), 'HS256')
        await refused(jwt, { algorithm, key: createPublicKey(publicKey.export({ type: 'spki', format: 'pem' })) })
      }
    },
  )

  test('by an algorithm that is not the key’s', async () => {
    await refused(await signed(CLAIMS, secret('one'.padEnd(64, '.')), 'HS512'), {
      algorithm: 'HS256',
      key: secret('one'.padEnd(64, '.')),
    })
    await refused(await signed(CLAIMS, rsa.privateKey, 'PS256'), KEYS.RS256)
  })

  test.each(['', 'a', 'a.b.c', '..', 'eyJhbGciOiJIUzI1NiJ9.e30.', `${'a'.repeat(4000)}.b.c`])(
    'that is no token: %s',
    async (jwt) => {
      await refused(jwt)
    },
  )

  test('with claims that were changed after it was signed', async () => {
    const [head, , signature] = (await signed(CLAIMS)).split('.')
    const other = Buffer.from(JSON.stringify({ ...CLAIMS, sub: 'member-8' })).toString('base64url')
    await refused(`${head}.${other}.${signature}`)
  })
})
