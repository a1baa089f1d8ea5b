import { type Access, callApi, getJson } from '../api-client.ts'
import { signatureHeaders, type Verification } from './sign.ts'

interface WebhookSecret {
  secret: string | null
  verify: Verification
  /** The slug of the workspace that the webhook belongs to. */
  workspace?: string
  url?: string
}

/** Sends a body to an incoming webhook, signed as its provider signs. */
export async function sendWebhook(options: {
  access: Access
  path: string
  body: Uint8Array
  headers?: Record<string, string>
}): Promise<{ status: number; answer: unknown }> {
  const { access, path, body, headers = {} } = options
  const hook = await getJson<WebhookSecret>(access, `/v1/webhooks/${encodeURIComponent(path)}/secret`)
  const signed = hook.secret === null ? {} : signatureHeaders(hook.verify, hook.secret, body)
  const workspace = hook.workspace ?? access.workspace ?? 'local'
  const response = await callApi(access, `/v1/hooks/${encodeURIComponent(workspace)}/${path}`, {
    rawBody: body,
    anonymous: true,
    headers: { ...signed, ...headers },
  })
  const text = await response.text()
  return { status: response.status, answer: text === '' ? null : (JSON.parse(text) as unknown) }
}
