import { createHash } from 'node:crypto'
import * as z from 'zod'
import type { SessionOptions } from '../../connector/connector.ts'
import { KeptAnswers } from '../../connector/kept-answers.ts'
import { ProviderError } from '../../connector/provider-error.ts'
import { KeptConnections } from '../../http/kept-connections.ts'
import { allOf } from './all-pages.ts'
import { type Atlassian, JiraSettings } from './auth.ts'
import { createJiraClient, type JiraClient } from './client.ts'
import { provider } from './failures.ts'
import { type JiraField, ownFields, standardFields } from './fields.ts'
import { WireCreateFields, WireFields, type WireIssueType, WireIssueTypes, WireProject, WireUser } from './wire.ts'

/** A connection at work: its requests, and what of its site seldom changes. */
export interface JiraContext {
  readonly client: JiraClient
  readonly settings: JiraSettings
  readonly oauth: boolean
  /** Of OAuth: what was consented to. */
  scopes(): Promise<readonly string[]>
  me(): Promise<WireUser>
  fields(): Promise<readonly JiraField[]>
  issueTypes(containerId: string): Promise<readonly WireIssueType[]>
  /** What may be set when an issue of this type is made, and the values that some of it may have. */
  createFields(containerId: string, issueTypeId: string): Promise<ReadonlyMap<string, readonly unknown[]>>
  /** Jira says 404 of what may not be seen, too: only when its project is seen, what was in it is gone. @throws forbidden */
  needProject(containerId: string): Promise<z.infer<typeof WireProject>>
}

const Site = z.object({ id: z.string(), url: z.string(), scopes: z.array(z.string()).default([]) })
/** What is kept between the sessions of a connection. */
export class Memory extends KeptAnswers {
  readonly connections = new KeptConnections()
}

export function openContext(options: SessionOptions, memory: Memory, servers: Atlassian): JiraContext {
  const settings = settingsOf(options)
  const { email, apiToken, accessToken } = options.credentials
  const oauth = Boolean(accessToken)
  const basic = Buffer.from(`${email}:${apiToken}`).toString('base64')
  const authorization = oauth ? `Bearer ${accessToken}` : `Basic ${basic}`
  const secrets = oauth ? [String(accessToken)] : [basic, String(apiToken)]
  const account = createHash('sha256').update(`${settings.site} ${authorization}`).digest('base64url')
  const kept = <T>(what: string, load: () => Promise<T>) => memory.get(`${account} ${what}`, load)
  const shared = {
    authorization,
    secrets,
    policy: options.policy,
    signal: options.signal,
    connections: memory.connections,
  }

  const central = createJiraClient({ ...shared, base: async () => servers.api })
  const site = () =>
    kept('site', async () => {
      const url = '/oauth/token/accessible-resources'
      const sites = await central.ask(z.array(Site), (_cloud, client) => client.sendRequest({ url }))
      const own = sites.find((one) => URL.canParse(one.url) && new URL(one.url).origin === settings.site)
      if (own) return own
      throw new ProviderError(
        provider,
        'forbidden',
        `the consent does not cover ${settings.site}: connect again and choose it`,
      )
    })
  const base = async () => (oauth ? `${servers.api}/ex/jira/${(await site()).id}` : settings.site)
  const client = createJiraClient({ ...shared, base })

  return {
    client,
    settings,
    oauth,
    scopes: async () => (oauth ? (await site()).scopes : []),
    me: () => kept('me', () => client.ask(WireUser, (jira, via) => jira.getCurrentUser(via))),
    fields: () =>
      kept('fields', async () => [
        ...standardFields,
        ...ownFields(await client.ask(WireFields, (jira, via) => jira.getFields(via))),
      ]),
    issueTypes: (projectIdOrKey) =>
      kept(`types ${projectIdOrKey}`, async () => {
        const page = async (startAt: number) => {
          const query = { projectIdOrKey, startAt, maxResults: 200 }
          const { issueTypes, total } = await client.ask(WireIssueTypes, (jira, via) =>
            jira.getCreateIssueMetaIssueTypes(via, query),
          )
          return { list: issueTypes, total }
        }
        return allOf(({ id }) => id, page)
      }),
    createFields: (projectIdOrKey, issueTypeId) =>
      kept(`create ${projectIdOrKey} ${issueTypeId}`, async () => {
        const page = async (startAt: number) => {
          const query = { projectIdOrKey, issueTypeId, startAt, maxResults: 200 }
          const { fields, total } = await client.ask(WireCreateFields, (jira, via) =>
            jira.getCreateIssueMetaIssueTypeId(via, query),
          )
          return { list: fields, total }
        }
        const fields = await allOf(({ fieldId }) => fieldId, page)
        return new Map(fields.map(({ fieldId, allowedValues }) => [fieldId, allowedValues ?? []]))
      }),
    async needProject(projectIdOrKey) {
      try {
        return await client.ask(WireProject, (jira, via) => jira.getProject(via, { projectIdOrKey }))
      } catch (error) {
        if (!(error instanceof ProviderError) || error.kind !== 'not_found') throw error
        throw new ProviderError(
          provider,
          'forbidden',
          'the project cannot be seen: it is gone, or access to it was taken away',
          {
            status: error.status,
          },
        )
      }
    },
  }
}

function settingsOf({ settings }: SessionOptions): JiraSettings {
  const parsed = JiraSettings.safeParse(settings)
  if (parsed.success) return parsed.data
  throw new ProviderError(provider, 'invalid', `settings: ${z.prettifyError(parsed.error)}`)
}
