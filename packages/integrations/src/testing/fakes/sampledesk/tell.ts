// To adapt: what the service sends to webhooks, how it signs it, and how they are set up.
import { createHmac, randomUUID } from 'node:crypto'
import { request } from 'undici'
import type { FakeAnswer, FakeRequest, Route } from './routes.ts'
import type { FakeList, FakePerson, FakeThing, Kind, SampleDeskState } from './state.ts'

export const signed = (secret: string, text: string): string =>
  `sha256=${createHmac('sha256', secret).update(text).digest('hex')}`

export class Tell {
  readonly #state: SampleDeskState
  readonly #sent = new Set<Promise<unknown>>()

  constructor(state: SampleDeskState) {
    this.#state = state
  }

  happened(kind: Kind, what: 'created' | 'updated' | 'deleted', thing: FakeThing, user: FakePerson): void {
    const name = kind === 'items' ? 'item' : 'comment'
    const text = JSON.stringify({
      ...{ id: randomUUID(), event: `${name}.${what}`, at: this.#state.now(), actor_id: user.id },
      ...{ list_id: thing.list_id, [name]: thing },
    })
    for (const { url, secret, list_id } of this.#state.hooks) {
      if (list_id !== thing.list_id) continue
      const headers = { 'content-type': 'application/json', 'x-sampledesk-signature': signed(secret, text) }
      const sent = request(url, { method: 'POST', headers, body: text }).then(
        ({ body }) => body.dump(),
        // Whoever does not listen misses it.
        () => undefined,
      )
      this.#sent.add(sent)
      void sent.finally(() => this.#sent.delete(sent))
    }
  }

  async settled(): Promise<void> {
    while (this.#sent.size > 0) await Promise.all(this.#sent)
  }

  routes(inList: (request: FakeRequest, work: (list: FakeList) => FakeAnswer) => FakeAnswer): Route[] {
    const { hooks } = this.#state
    const told = ({ id, url }: { id: string; url: string }) => ({ id, url })
    const withHook = ({ path: [id] }: FakeRequest, work: (at: number) => FakeAnswer): FakeAnswer => {
      const at = hooks.findIndex((hook) => hook.id === id)
      return at < 0 ? { status: 404, body: { message: 'Not found' } } : work(at)
    }
    return [
      [
        'GET',
        /^\/lists\/([^/]+)\/webhooks$/,
        (request) =>
          inList(request, ({ id: listId }) => ({
            ...{ status: 200, body: { data: hooks.filter(({ list_id }) => list_id === listId).map(told) } },
          })),
      ],
      [
        'POST',
        /^\/lists\/([^/]+)\/webhooks$/,
        (request) =>
          inList(request, ({ id: list_id }) => {
            const { url, secret } = request.body as { url: string; secret: string }
            const hook = { id: randomUUID(), list_id, url, secret }
            hooks.push(hook)
            return { status: 201, body: told(hook) }
          }),
      ],
      [
        'PATCH',
        /^\/webhooks\/([^/]+)$/,
        (request) =>
          withHook(request, (at) => {
            const hook = hooks[at]
            if (!hook) return { status: 404 }
            hook.secret = String(request.body['secret'])
            return { status: 200, body: told(hook) }
          }),
      ],
      [
        'DELETE',
        /^\/webhooks\/([^/]+)$/,
        (request) =>
          withHook(request, (at) => {
            hooks.splice(at, 1)
            return { status: 204 }
          }),
      ],
    ]
  }
}
