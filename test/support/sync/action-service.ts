// A service that is called `github` and only does actions, for tests of those who ask for them: it finds by its key what it made.
import {
  type Action,
  type Connector,
  ProviderError,
  type ProviderErrorKind,
  type Session,
} from '@orchestrator/integrations'
import * as z from 'zod'

interface Asked {
  readonly title: string
  readonly key: string
  readonly retry: boolean
  readonly token: string | null
}

export class ActionService {
  /** What is there, by the key under which it was made. */
  readonly made = new Map<string, { readonly number: number; readonly title: string }>()
  readonly asked: Asked[] = []
  /** What happens to a call, by its title; each once. `after`: it was done, and its answer is lost. */
  readonly faults = new Map<
    string,
    { readonly kind: ProviderErrorKind; readonly when: 'before' | 'after'; readonly retryAfterMs?: number }
  >()
  readonly connector: Connector

  constructor() {
    const none = () => Promise.reject(new ProviderError('github', 'invalid', 'it only does actions'))
    const tokens = new WeakMap<Session, string | null>()
    const createIssue: Action<{ repository: string; title: string; body?: string }> = {
      ...{ name: 'Create an issue', summary: 'Makes an issue.', writes: true },
      input: z.strictObject({
        repository: z.string().regex(/^\w+\/\w+$/),
        title: z.string().min(1).max(256),
        body: z.string().optional(),
        labels: z.array(z.string()).optional(),
      }),
      output: z.object({ number: z.number(), url: z.string(), state: z.string() }),
      run: ({ title, body }, { session, key, retry }) =>
        this.#create({ title, key, retry, token: tokens.get(session) ?? null }, body),
    }
    this.connector = {
      ...{ id: 'github', name: 'GitHub', description: 'a service of the tests', containerName: 'repository' },
      ...{ auth: [], settings: z.strictObject({}) as never, itemTypes: [], webhooks: null },
      limits: { requests: { perSecond: 100, burst: 100 }, writes: { perSecond: 100, burst: 100 }, atOnce: 4 },
      actions: { createIssue: createIssue as Action },
      open({ credentials }) {
        const session: Session = {
          ...{ check: none, containers: none, users: none, fields: none, pull: none, count: none },
          ...{ get: none, create: none, update: none, remove: none, search: none },
        }
        tokens.set(session, credentials['token'] ?? null)
        return session
      },
    }
  }

  async #create(asked: Asked, body: string | undefined) {
    this.asked.push(asked)
    const { title, key, retry } = asked
    const fault = this.faults.get(title)
    this.faults.delete(title)
    const fail = () => {
      throw new ProviderError('github', fault?.kind ?? 'unavailable', `no: ${title}`, {
        retryAfterMs: fault?.retryAfterMs,
        fields: [{ field: 'title', message: 'another' }],
      })
    }
    if (fault?.when === 'before') fail()
    const known = retry ? this.made.get(key) : undefined
    const issue = known ?? { number: this.made.size + 1, title }
    // As services do: without a look it would be there twice.
    this.made.set(known || !this.made.has(key) ? key : `${key} again`, issue)
    if (fault?.when === 'after') fail()
    return { number: issue.number, url: `https://github.test/${issue.number}`, state: body ?? 'open' }
  }

  count = (title: string): number => [...this.made.values()].filter((one) => one.title === title).length
}
