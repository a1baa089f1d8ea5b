import { createHmac, timingSafeEqual } from 'node:crypto'
import { WebhookHmac } from '@orchestrator/domain'
import * as z from 'zod'
import { ProviderError } from '../../connector/provider-error.ts'
import type { InboundRequest, Subscription, Webhooks } from '../../connector/webhooks.ts'
import { headerOf } from '../../webhooks/headers.ts'
import { verifyHmac } from '../../webhooks/hmac.ts'
import { allOf } from './all-pages.ts'
import type { JiraContext } from './context.ts'
import { parsed, provider } from './failures.ts'
import { projectClause } from './jql.ts'
import { events, parseDelivery } from './parse-delivery.ts'
import type { JiraSession } from './session.ts'

const hubSignature = WebhookHmac.parse({ header: 'X-Hub-Signature', prefix: 'sha256=' })

/** Webhooks that an app registers carry a token instead, signed with the secret of the app. */
const Claims = z.object({ exp: z.number() })

function verify({ headers, body }: InboundRequest, secret: string, now: Date): boolean {
  if (secret === '') return false
  if (headerOf(headers, 'x-hub-signature') !== undefined) return verifyHmac(hubSignature, { secret, headers, body })
  const [, token] = /^(?:Bearer|JWT) ([\w.-]+)$/.exec(headerOf(headers, 'authorization') ?? '') ?? []
  const [head, claims, signature, ...rest] = token?.split('.') ?? []
  if (head === undefined || claims === undefined || signature === undefined || rest.length > 0) return false
  if (decoded(head)?.['alg'] !== 'HS256') return false
  const expected = createHmac('sha256', secret).update(`${head}.${claims}`).digest()
  const given = Buffer.from(signature, 'base64url')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return false
  const { exp } = Claims.safeParse(decoded(claims)).data ?? { exp: 0 }
  return exp * 1_000 > now.getTime() - 60_000
}

const decoded = (part: string) =>
  parsed(Buffer.from(part, 'base64url').toString()) as Record<string, unknown> | undefined

const wanted = [
  ...[
    'jira:issue_created',
    'jira:issue_updated',
    'jira:issue_deleted',
    'comment_created',
    'comment_updated',
    'comment_deleted',
  ],
  ...['sprint_created', 'sprint_updated', 'sprint_started', 'sprint_closed', 'sprint_deleted', 'jira:version_released'],
]
const monthMs = 30 * 86_400_000

const contextOf = (session: unknown): JiraContext => (session as JiraSession).jira

const Registered = z.object({
  values: z.array(
    z.object({ id: z.number(), jqlFilter: z.string(), url: z.string(), expirationDate: z.number().nullish() }),
  ),
  isLast: z.boolean().nullish(),
})

const registered = ({ client }: JiraContext): Promise<z.infer<typeof Registered>['values']> =>
  allOf(
    ({ id }) => id,
    async (startAt) => {
      const query = { startAt, maxResults: 100 }
      const { values, isLast } = await client.ask(Registered, (jira, via) => jira.getDynamicWebhooksForApp(via, query))
      return { list: values, total: isLast === false ? Number.POSITIVE_INFINITY : null }
    },
  )

const inAMonth = (at: number | null | undefined): string => new Date(at ?? Date.now() + monthMs).toISOString()

export const webhooks: Webhooks = {
  events,
  verify,
  clientSigns: true,
  parse: parseDelivery,
  async subscribe(session, { url, containerId }): Promise<Subscription> {
    const context = contextOf(session)
    const jqlFilter = projectClause(containerId)
    const same = (await registered(context)).find((one) => one.url === url && one.jqlFilter === jqlFilter)
    if (same) return { id: String(same.id), expiresAt: inAMonth(same.expirationDate) }
    const Made = z.object({
      webhookRegistrationResult: z.array(
        z.object({ createdWebhookId: z.number().nullish(), errors: z.array(z.string()).nullish() }),
      ),
    })
    const {
      webhookRegistrationResult: [made],
    } = await context.client.ask(Made, (jira, via) =>
      jira.registerDynamicWebhooks(via, { url, webhooks: [{ events: [...wanted], jqlFilter }] }),
    )
    const id = made?.createdWebhookId
    if (id === null || id === undefined)
      throw new ProviderError(
        provider,
        'invalid',
        `Jira registers no webhook: ${made?.errors?.join('; ') ?? 'it does not say why'}`,
      )
    return { id: String(id), expiresAt: inAMonth(null) }
  },
  async renew(session, { id }) {
    const Until = z.object({ expirationDate: z.union([z.number(), z.string()]) })
    const query = { webhookIds: [Number(id)] }
    const { expirationDate } = await contextOf(session).client.ask(Until, (jira, via) =>
      jira.refreshWebhooks(via, query),
    )
    return { id, expiresAt: inAMonth(new Date(expirationDate).getTime()) }
  },
  async unsubscribe(session, { id }) {
    await contextOf(session).client.tell((jira, via) => jira.deleteWebhookById(via, { webhookIds: [Number(id)] }))
  },
  manual: [
    'Connected over OAuth there is nothing to set up: webhooks are registered, and renewed, without you.',
    '',
    'Connected with an API token, Jira lets only its administrators set up webhooks:',
    '',
    '1. Open **Settings → System → WebHooks** and create one.',
    '2. **URL**: the address shown here. **Secret**: the secret shown here; Jira signs with it (`X-Hub-Signature`).',
    '3. **Events**: Issue created, updated and deleted; Comment created, updated and deleted; Worklog created, updated and deleted; Issue link created and deleted; Sprint started and closed.',
    '4. Narrow it down with a JQL such as `project = SHOP`.',
    '',
    'Without a webhook changes come with the next look, every minute or two.',
  ].join('\n'),
}
