import { setTimeout as sleep } from 'node:timers/promises'
import { type Access, getJson } from '../api-client.ts'
import { UserError } from '../user-error.ts'
import { backfillInWords, type Health } from './health-in-words.ts'

const everyMs = 1_000

/**
 * Prints how a backfill comes along, a line whenever it has, until it is done; it goes on without us.
 * @throws UserError once it is held by what may not pass by itself
 */
export async function followBackfill(access: Access, connectionId: string, mappingId: string): Promise<void> {
  let told = ''
  for (;;) {
    const health = await getJson<Health>(access, `/v1/connections/${connectionId}/health`)
    const mapping = health.mappings.find((one) => one.mappingId === mappingId)
    if (mapping === undefined) return console.log('The mapping was removed.')
    const { backfill, containerKey } = mapping
    const isBusy = backfill.state === 'running'
    const line = `${containerKey}: ${backfillInWords(backfill)}${isBusy ? whyItWaits(health) : ''}`
    if (line !== told) console.log(line)
    told = line
    if (!isBusy) return
    refuseHeld(connectionId, health, mapping)
    await sleep(everyMs)
  }
}

/** What passes by itself: following goes on. */
function whyItWaits({ status, trouble, throttledUntil }: Health): string {
  const isOfOthers = trouble?.code === 'mapping_trouble'
  if (trouble && status === 'active' && !isOfOthers) return `; ${trouble.message}. ${trouble.action}`
  return throttledUntil ? `; the service wants no requests until ${throttledUntil}` : ''
}

function refuseHeld(connectionId: string, { status, trouble }: Health, mapping: Health['mappings'][number]): void {
  const held = (why: string, hint: string) => new UserError(`The backfill is held: ${why}`, { hint })
  if (status === 'paused')
    throw held('the connection is paused.', `Let it go on: npx orchestrator connection resume ${connectionId}`)
  if (status === 'disconnected')
    throw held(
      'the connection is disconnected.',
      `Connect it anew: npx orchestrator connection reconnect ${connectionId}`,
    )
  if (!mapping.enabled)
    throw held('the mapping is off.', `Begin with it: npx orchestrator mapping enable ${mapping.mappingId}`)
  if (mapping.backfill.heldUntil !== null && mapping.trouble)
    throw held(mapping.trouble.message, mapping.trouble.action)
  if (status === 'attention' && trouble) throw held(trouble.message, trouble.action)
}
