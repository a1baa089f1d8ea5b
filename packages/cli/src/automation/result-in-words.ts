import { cut } from '../output.ts'

/** What a step did to one entity, as the API tells it. */
export interface ShownChange {
  subject: { type: string; id?: string }
  before: object | null
  after: object | null
}

interface Reply {
  id: string
  kind: string
}

/** `made task HELLO-2 “Follow up”`: what a rule's run gave, one line each; undefined for what is no list of things. */
export function resultInWords(result: unknown, changes: readonly ShownChange[]): string[] | undefined {
  if (!Array.isArray(result) || result.length === 0 || !result.every(isReply)) return undefined
  return result.map(({ id, kind }) => {
    const own = changes.filter(({ subject }) => subject.id === id)
    const made = own.find(({ before, after }) => before === null && after !== null)
    const verb = made ? 'made' : own.length > 0 ? 'changed' : 'did'
    const { identifier, key, title, name } = { ...own.at(-1)?.after, ...made?.after } as Record<string, unknown>
    const called = [title, name].find((one) => typeof one === 'string')
    const words = [kind.replaceAll('_', ' '), identifier ?? key, called && `“${cut(String(called), 60)}”`, id]
    return `${verb} ${words.filter((word) => typeof word === 'string').join(' ')}`
  })
}

const isReply = (one: unknown): one is Reply =>
  typeof one === 'object' && one !== null && typeof (one as Reply).id === 'string' && 'kind' in one
