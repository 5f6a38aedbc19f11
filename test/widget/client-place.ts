import type { FastifyInstance } from 'fastify'
import { expect } from 'vitest'
import { type WidgetRoutesOptions, widgetRoutes } from '../../src/channels/widget/routes.ts'
import { createServer } from '../../src/server.ts'
import { Client, type ClientOptions } from '../../src/widget/client.ts'
import { ClientStorage } from '../../src/widget/client-storage.ts'
import { KeptText, type TextStorage } from '../../src/widget/kept-text.ts'
import { bot, createScriptedDesk, type Script, type ScriptedDesk } from './scripted-desk.ts'
import { testSessions } from './test-sessions.ts'

/** Asks once, then repeats what it hears. */
export const echo: Script = async ({ act }) => {
  if (act.type === 'opened')
    return { now: [bot('どうしますか。', { prompt: 'p1', choices: { yes: '返金する', no: '返金しない' } })] }
  return { now: [bot(`承りました：${act.type === 'text' ? act.text : act.type}`)] }
}

const closing: (() => unknown)[] = []

/** Ends every client and server of a test. */
export async function closeAll(): Promise<void> {
  for (const close of closing.splice(0).reverse()) await close()
}

export interface Place {
  readonly app: FastifyInstance
  readonly base: string
  readonly desk: ScriptedDesk
}

/** A server of the widget's protocol before a scripted bot. */
export async function place(script: Script = echo, extra: Partial<WidgetRoutesOptions> = {}): Promise<Place> {
  const desk = createScriptedDesk(script)
  const routes = widgetRoutes({
    channel: desk.channel,
    receive: desk.hub.receive,
    readLog: desk.readLog,
    clock: Date.now,
    sessions: testSessions(),
    messageLimit: { burst: 1000, perMinute: 1000 },
    ...extra,
  })
  const app = createServer({ routes: [routes] })
  const origin = await app.listen({ host: '127.0.0.1', port: 0 })
  closing.push(() => app.close())
  return { app, base: `${origin}/channels/widget/v1/`, desk }
}

/** The storage of one browser. */
export function pocket(): TextStorage & { text: string | null } {
  return {
    text: null,
    getItem() {
      return this.text
    },
    setItem(_key, text) {
      this.text = text
    },
    removeItem() {
      this.text = null
    },
  }
}

/** A page's client without a page. */
export function clientAt(base: string, options: Partial<ClientOptions> & { pocket?: TextStorage } = {}): Client {
  let ids = 0
  const kept = options.pocket ?? pocket()
  const client = new Client({
    base,
    fetch,
    storage: new ClientStorage(new KeptText('test', () => kept)),
    clock: Date.now,
    newId: () => `client-id-${Math.random().toString(36).slice(2)}-${ids++}`,
    isOnline: () => true,
    tabs: { locks: undefined, openChannel: undefined },
    ...options,
  })
  closing.push(() => client.stop())
  return client
}

export const textsOf = (client: Client) => client.state.events.map(({ text }) => text)
export const shows = (client: Client, text: string) =>
  expect.poll(() => textsOf(client), { timeout: 15_000, interval: 10 }).toContain(text)
export const isTapped = ({ act }: { act: { type: string } }) => act.type === 'tapped'
