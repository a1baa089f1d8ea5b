import { markdownToAdf } from '../../connectors/jira/adf/from-markdown.ts'
import { adfToMarkdown } from '../../connectors/jira/adf/to-markdown.ts'
import { summaryOf } from '../../connectors/jira/fields.ts'
import { createJira } from '../../connectors/jira/index.ts'
import type { JiraSession } from '../../connectors/jira/session.ts'
import { startFaultProxy } from '../fault-proxy.ts'
import { jira820, startPythonPart } from '../python-part.ts'
import type { Stage } from '../stage.ts'
import { list, of } from './bend.ts'
import { startJira820Shim } from './shim.ts'

export interface Jira820Stage extends Stage {
  /** Jira's REST v2, past the connector. */
  v2(method: string, path: string, body?: object): Promise<{ status: number; body?: unknown }>
  open(credentials?: Stage['credentials'], settings?: Readonly<Record<string, string>>): JiraSession
}

export async function openJira820Stage(): Promise<Jira820Stage> {
  const part = await startPythonPart(jira820)
  const shim = await startJira820Shim(part.url)
  const proxy = await startFaultProxy(shim.url)
  const connector = createJira({ auth: proxy.url, api: proxy.url })
  const credentials = { email: 'me@example.com', apiToken: 'ATATT3xFfGF0-good-token' }
  const keyOf = async (id: string) => {
    const found = await shim.v2('GET', '/search?maxResults=10000')
    return String(list(of(found.body, 'issues')).find((one) => one['id'] === id)?.['key'])
  }
  return {
    ...{ connector, proxy, credentials, containerId: '10000', revoked: credentials, v2: shim.v2 },
    open: (given = credentials, settings = {}) =>
      connector.open({
        ...{ credentials: given, settings: { site: proxy.url, ...settings } },
        policy: { allowPrivateHosts: [proxy.host] },
      }) as JiraSession,
    provider: {
      async create(summary, description) {
        const fields = { project: { key: 'SHOP' }, issuetype: { name: 'Task' }, summary, description }
        const { body } = await shim.v2('POST', '/issue', { fields })
        return { type: 'issue', id: String(of(body, 'id')) }
      },
      async edit({ id }, { title, body }) {
        const fields = {
          ...(title !== undefined && { summary: title }),
          ...(body !== undefined && { description: body }),
        }
        await shim.v2('PUT', `/issue/${await keyOf(id)}`, { fields })
      },
      remove: async ({ id }) => (await shim.v2('DELETE', `/issue/${await keyOf(id)}`)).status === 204,
      async count(title) {
        const found = await shim.v2('GET', '/search?maxResults=10000')
        return list(of(found.body, 'issues')).filter((one) => of(one['fields'], 'summary') === title).length
      },
    },
    task: {
      ...{ type: 'issue', title: 'summary', body: 'description', labels: 'labels', links: 'links' },
      normalise(field, value) {
        if (field === 'description') return adfToMarkdown(markdownToAdf(String(value ?? '')))
        return field === 'summary' ? summaryOf(value) : value
      },
    },
    comment: { type: 'comment', body: 'body' },
    // It has one project, which everybody sees, and neither limits nor webhooks.
    ...{ outOfReach: null, rateLimits: [], delivery: null },
    // Its time of change is a day: it always stands.
    freezeClock: () => undefined,
    async close() {
      await proxy.close()
      await shim.close()
      await part.close()
    },
  }
}
