import { describe, expect, it } from 'vitest'
import type { Stage } from '../stage.ts'

export function describeWebhooks(stage: () => Stage): void {
  describe('webhooks', () => {
    it('only what the service signed is believed', async () => {
      const { connector, delivery } = stage()
      if (!delivery || !connector.webhooks) return
      const { verify } = connector.webhooks
      const { request, secret, signature } = delivery
      const now = new Date()
      expect(await verify(request, secret, now)).toBe(true)
      expect(await verify(request, `${secret}x`, now)).toBe(false)
      for (const place of [0, request.body.length >> 1, request.body.length - 1]) {
        const body = Uint8Array.from(request.body)
        body[place] = (body[place] ?? 0) ^ 1
        expect(await verify({ ...request, body }, secret, now)).toBe(false)
      }
      for (const wrong of [undefined, '', 'sha256=', 'sha256=00', `${request.headers[signature]}0`]) {
        expect(await verify({ ...request, headers: { ...request.headers, [signature]: wrong } }, secret, now)).toBe(
          false,
        )
      }
    })

    it('a delivery that comes twice is known by its id, and its events by theirs', () => {
      const { connector, delivery } = stage()
      if (!delivery || !connector.webhooks) return
      const first = connector.webhooks.parse(delivery.request)
      const second = connector.webhooks.parse(delivery.request)
      expect(first.id).not.toBe('')
      expect(second).toEqual(first)
      expect(first.hints.length + first.events.length).toBeGreaterThan(0)
      const known = connector.webhooks.events.map(({ type }) => type)
      for (const event of first.events) {
        expect(event.type.startsWith(`${connector.id}.`)).toBe(true)
        expect(known).toContain(event.type)
      }
    })

    it('a body that is not what is documented is malformed, not a crash', () => {
      const { connector, delivery } = stage()
      if (!delivery || !connector.webhooks) return
      const { parse } = connector.webhooks
      for (const text of ['', 'null', '[]', '"x"', '{', '<xml/>']) {
        const request = { ...delivery.request, body: new TextEncoder().encode(text) }
        expect(() => parse(request), text).toThrow(
          expect.objectContaining({ name: 'ProviderError', kind: 'malformed' }),
        )
      }
    })
  })
}
