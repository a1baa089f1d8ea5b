import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestStore, refusal, type TestStore } from '../../../../test/support/workspace.ts'
import { putBundle } from '../automation/bundles.ts'
import type { Store } from '../store.ts'
import { decryptSecret, encryptSecret } from './secrets.ts'
import { findWebhook, rotateWebhookSecret, webhookSecret } from './webhook-secrets.ts'

const masterKey = randomBytes(32).toString('base64')
const [ours, theirs] = ['019a0000-0000-7000-8000-000000000001', '019a0000-0000-7000-8000-000000000002']

describe('a sealed secret', () => {
  const sealed = encryptSecret(masterKey, ours, 'webhook a', 'hush ü')
  const opens = (...parameters: Parameters<typeof decryptSecret>) => {
    try {
      return decryptSecret(...parameters)
    } catch (error) {
      return (error as { code: string }).code
    }
  }

  test('opens for its workspace and place alone', () => {
    expect(opens(masterKey, ours, 'webhook a', sealed)).toBe('hush ü')
    expect(opens(masterKey, theirs, 'webhook a', sealed)).toBe('internal')
    expect(opens(masterKey, ours, 'webhook b', sealed)).toBe('internal')
    expect(opens(randomBytes(32).toString('base64'), ours, 'webhook a', sealed)).toBe('internal')
  })

  test('does not open when a single character of it was changed, or its end is missing', () => {
    for (let at = 3; at < sealed.length; at++) {
      const changed = sealed.slice(0, at) + (sealed[at] === 'A' ? 'B' : 'A') + sealed.slice(at + 1)
      // The last character of base64 may carry bits that mean nothing.
      if (Buffer.from(changed.slice(3), 'base64url').equals(Buffer.from(sealed.slice(3), 'base64url'))) continue
      expect(opens(masterKey, ours, 'webhook a', changed)).toBe('internal')
    }
    for (const short of ['', 'v1.', sealed.slice(0, 20), sealed.slice(0, -4)])
      expect(opens(masterKey, ours, 'webhook a', short)).toBe('internal')
  })

  test('differs each time, and shows nothing of the secret', () => {
    expect(encryptSecret(masterKey, ours, 'webhook a', 'hush ü')).not.toBe(sealed)
    expect(Buffer.from(sealed.slice(3), 'base64url').toString('latin1')).not.toContain('hush')
  })
})

describe('the secret of a webhook', () => {
  let stage: TestStore
  beforeAll(async () => {
    stage = await openTestStore()
  })
  afterAll(() => stage?.close())

  test('is made, opened, replaced, and stored only sealed; another workspace has none of it', async () => {
    const [w, stranger] = [await stage.workspace(), await stage.workspace()]
    for (const one of [w, stranger]) {
      await putBundle(one.store, one.id, {
        hash: 'f'.repeat(64),
        manifest: {},
        isolate: new Uint8Array([1]),
        steps: null,
      })
      const triggers = [{ kind: 'webhook' as const, path: 'in', verify: 'github' as const, body: null, if: null }]
      await one.run('playbook.deploy', {
        bundleHash: 'f'.repeat(64),
        playbooks: [{ id: 'demo', folder: 'a', title: null, scopes: null, steps: null, triggers }],
      })
    }
    const { masterKey: key } = stage.database
    expect(await findWebhook(w.store, key, w.id, 'in')).toMatchObject({
      path: 'in',
      verify: 'github',
      secret: null,
      memberId: w.owner.actor.memberId,
    })
    const before = (await w.events()).length
    const readers = [w.store, stage.open()].flatMap((store) => Array(10).fill(store) as Store[])
    const made = await Promise.all(readers.map((store) => webhookSecret(store, key, w.owner, 'in')))
    expect(new Set(made.map(({ secret }) => secret)).size).toBe(1)
    expect((await w.events(before)).map(({ type }) => type)).toEqual(['webhook.secret_rotated'])
    const first = made[0]?.secret ?? ''
    expect((await findWebhook(w.store, key, w.id, 'in'))?.secret).toBe(first)
    const second = (await rotateWebhookSecret(w.store, key, w.owner, 'in')).webhook.secret
    expect((await findWebhook(w.store, key, w.id, 'in'))?.secret).toBe(second)
    expect(second).not.toBe(first)
    expect((await findWebhook(w.store, key, stranger.id, 'in'))?.secret).toBeNull()
    for (const table of ['webhooks', 'events', 'commands']) {
      const rows = await w.store.read(w.id, (tx) =>
        tx.unsafe<{ row: string }[]>(`select to_jsonb(t)::text as row from ${table} t`),
      )
      for (const secret of [first, second]) expect(rows.filter(({ row }) => row.includes(secret))).toEqual([])
    }
    const sealed = await w.store.read(w.id, (tx) => tx<{ secret: string }[]>`select secret from webhooks`)
    expect(JSON.stringify(await w.events())).not.toContain(sealed[0]?.secret)
  })

  test('is made only by who may, and not for a path that is not there', async () => {
    const w = await stage.workspace()
    expect(await refusal(rotateWebhookSecret(w.store, stage.database.masterKey, w.owner, 'nowhere'))).toBe('not_found')
    expect(await findWebhook(w.store, stage.database.masterKey, w.id, 'nowhere')).toBeNull()
  })
})
