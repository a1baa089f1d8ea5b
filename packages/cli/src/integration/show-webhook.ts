import { getJson } from '../api-client.ts'
import { type ApiFlags, accessOf } from '../commands/access-options.ts'
import { printJson } from '../output.ts'
import { findConnection } from './find-connection.ts'

/** Says where a service that has to be told by hand is to send, with which secret, and what to set there. */
export async function showWebhook(words: string, flags: ApiFlags): Promise<void> {
  const access = accessOf(flags)
  const { id } = await findConnection(access, words)
  const webhook = await getJson<{ url: string; secret: string; manual: string }>(
    access,
    `/v1/connections/${id}/webhook`,
  )
  if (flags.json) return printJson(webhook)
  console.log(`address  ${webhook.url}\nsecret   ${webhook.secret}\n\n${webhook.manual}`)
}
