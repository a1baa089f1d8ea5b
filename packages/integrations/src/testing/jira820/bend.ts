import { AdfNode } from '../../connectors/jira/adf/adf.ts'
import { markdownToAdf } from '../../connectors/jira/adf/from-markdown.ts'
import { adfToMarkdown } from '../../connectors/jira/adf/to-markdown.ts'

export interface Json {
  [key: string]: unknown
}
export const of = (value: unknown, key: string): unknown => (value as Json | null | undefined)?.[key]
export const list = (value: unknown): Json[] => (Array.isArray(value) ? value : [])

const userFields = ['assignee', 'reporter', 'creator', 'author', 'updateAuthor']
const textFields = ['description', 'body']

/** People by account, rich texts as documents, wherever they stand. */
export function toV3(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(toV3)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => {
      if (userFields.includes(key)) return [key, toUser(one)]
      if (textFields.includes(key) && (typeof one === 'string' || one === null)) return [key, toDocument(one)]
      return [key, toV3(one)]
    }),
  )
}

export const toUser = (user: unknown) =>
  user === null ? null : { ...(user as Json), accountId: of(user, 'name'), accountType: 'atlassian' }
const toDocument = (text: string | null) => (text === null || text === '' ? null : markdownToAdf(text))
export const toText = (document: unknown) =>
  document === null || document === undefined ? null : adfToMarkdown(AdfNode.parse(document))

/** It knows a project by its key, and days. One day more is asked, so that none ends while a test runs. */
export const toJql = (jql: string, projectKey: string) =>
  jql
    .replace(/project = \d+/, `project = ${projectKey}`)
    .replace(/"(\d{4})\/(\d\d)\/(\d\d) \d\d:\d\d"/g, (_, y, m, d) => {
      const day = new Date(Date.UTC(Number(y), Number(m) - 1, Number(d) - 1))
      return `"${day.toISOString().slice(0, 10)}"`
    })
