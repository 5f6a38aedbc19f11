import { at, doneItems } from './facts.ts'
import { request } from './words.ts'

/** X18: the record of what was carried out, by mail, with the same receipt numbers. */
export const sendRecord = request((scene) => ({
  command: {
    name: 'mail.send',
    template: 'record',
    contractId: scene.context.done[0]?.contractId ?? '',
    values: { lines: doneItems(scene.context.done), ...at(scene) },
  },
  idempotencyKey: `mail:record:${scene.event.stamp.challengeId}`,
}))
