import { setTimeout as sleep } from 'node:timers/promises'
import { type Access, getJson } from '../api-client.ts'
import { backfillInWords, type Health } from './health-in-words.ts'

const everyMs = 1_000

/** Prints how a backfill comes along, a line whenever it has, until it is done or held; it goes on without us. */
export async function followBackfill(access: Access, connectionId: string, mappingId: string): Promise<void> {
  let told = ''
  for (;;) {
    const health = await getJson<Health>(access, `/v1/connections/${connectionId}/health`)
    const mapping = health.mappings.find((one) => one.mappingId === mappingId)
    if (mapping === undefined) return console.log('The mapping was removed.')
    const { backfill, containerKey } = mapping
    const isBusy = backfill.state === 'running'
    const held = isBusy ? whyHeld(health) : ''
    const line = `${containerKey}: ${backfillInWords(backfill)}${held}`
    if (line !== told) console.log(line)
    told = line
    if (!isBusy) return
    await sleep(everyMs)
  }
}

function whyHeld({ status, trouble, throttledUntil }: Health): string {
  if (trouble) return `; it waits: ${trouble.message}. ${trouble.action}`
  if (status === 'paused') return '; the connection is paused'
  return throttledUntil ? `; the service wants no requests until ${throttledUntil}` : ''
}
