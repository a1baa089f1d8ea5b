import { randomUUID } from 'node:crypto'
import { inspect } from 'node:util'
import { describe, expect, it } from 'vitest'
import { ProviderError } from '../../connector/provider-error.ts'
import { isWrite } from '../fault-proxy.ts'
import type { Stage } from '../stage.ts'

export function describeFailing(stage: () => Stage): void {
  const pull = (session = stage().open()) =>
    session.pull({ containerId: stage().containerId, type: stage().task.type, cursor: null })
  const create = (title: string) =>
    stage()
      .open()
      .create({
        containerId: stage().containerId,
        type: stage().task.type,
        on: null,
        fields: { [stage().task.title]: title },
        marker: randomUUID(),
      })

  /** The error, after it was looked at for secrets. */
  async function failure(work: Promise<unknown>): Promise<ProviderError> {
    const error = await work.then(
      () => undefined,
      (reason: unknown) => reason,
    )
    expect(error).toBeInstanceOf(ProviderError)
    const told = `${inspect(error, { depth: 12, showHidden: true })}\n${(error as Error).stack}`
    for (const secret of secretsOf(stage())) expect(told).not.toContain(secret)
    return error as ProviderError
  }

  describe('failing', () => {
    it('asked too much: rate_limited, and how long to wait', async () => {
      for (const { name, fault, retryAfterMs } of stage().rateLimits) {
        stage().proxy.plan(fault)
        const read = await failure(pull())
        expect(read.kind, name).toBe('rate_limited')
        // A limit that is told as a time of day is some time away by now.
        expect(read.retryAfterMs, name).toBeGreaterThan(retryAfterMs - 5_000)
        expect(read.retryAfterMs, name).toBeLessThanOrEqual(retryAfterMs + 5_000)
        stage().proxy.plan(fault, { when: isWrite })
        expect((await failure(create(`limited ${name}`))).kind, name).toBe('rate_limited')
      }
      expect(stage().proxy.clear()).toBe(0)
    })

    it('never tries again by itself', async () => {
      const { proxy } = stage()
      proxy.clear()
      proxy.plan({ kind: 'answer', status: 503, body: '{}' }, { times: 100 })
      await failure(pull())
      expect(proxy.requests).toHaveLength(1)
    })

    it('a storm of 5xx: unavailable, and nothing lasts of it', async () => {
      const { proxy } = stage()
      for (const status of [500, 502, 503, 504]) {
        proxy.plan({ kind: 'answer', status, headers: { 'content-type': 'text/html' }, body: '<h1>Unicorn</h1>' })
        expect((await failure(pull())).kind).toBe('unavailable')
      }
      await pull()
    })

    it('a connection that breaks: unavailable for what reads, ambiguous for what writes', async () => {
      const { proxy } = stage()
      proxy.plan({ kind: 'reset' })
      expect((await failure(pull())).kind).toBe('unavailable')
      proxy.plan({ kind: 'reset' }, { when: isWrite })
      expect((await failure(create('reset'))).kind).toBe('ambiguous')
      proxy.plan({ kind: 'answer', status: 502, body: 'Bad Gateway' }, { when: isWrite })
      expect((await failure(create('bad gateway'))).kind).toBe('ambiguous')
    })

    it('a token that is expired or revoked: unauthorized', async () => {
      expect((await failure(stage().open(stage().revoked).check())).kind).toBe('unauthorized')
      expect((await failure(pull(stage().open(stage().revoked)))).kind).toBe('unauthorized')
    })

    it('an answer that is not what is documented: malformed for what reads, ambiguous for what writes', async () => {
      const { proxy } = stage()
      for (const body of [
        '<html>maintenance</html>',
        '{"half": ',
        '[{"id":{}}]',
        '"text"',
        'null',
        '{"unexpected":true}',
      ]) {
        proxy.plan({ kind: 'answer', status: 200, body })
        expect((await failure(pull())).kind, body).toBe('malformed')
      }
      proxy.plan({ kind: 'answer', status: 201, body: '{"half": ' }, { when: isWrite })
      expect((await failure(create('half an answer'))).kind).toBe('ambiguous')
    })

    it('a slow answer is an answer', async () => {
      stage().proxy.plan({ kind: 'delay', ms: 300 })
      expect(await pull()).toMatchObject({ items: expect.any(Array) })
    })

    it('repeats no secret that the service sends back', async () => {
      const { proxy } = stage()
      for (const status of [400, 403, 404, 409, 422]) {
        const sent = secretsOf(stage(), [stage().credentials])
        const echo = JSON.stringify({ message: `refused: ${sent.join(' ')}`, errorMessages: sent })
        proxy.plan({ kind: 'answer', status, body: echo }, { times: 5 })
        await failure(pull())
        proxy.clear()
      }
    })
  })
}

/** Also of those that are refused, unless others are given. */
function secretsOf(stage: Stage, given = [stage.credentials, stage.revoked]): string[] {
  const fields = stage.connector.auth.flatMap((method) =>
    method.kind === 'token' ? method.secretFields : ['accessToken', 'refreshToken'],
  )
  const values = fields.flatMap((field) => given.map((credentials) => credentials[field]))
  return [...new Set(values.filter((value) => typeof value === 'string' && value.length > 3))] as string[]
}
