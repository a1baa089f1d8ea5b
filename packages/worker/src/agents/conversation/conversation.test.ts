import type { AgentStep } from '@orchestrator/domain'
import type { Message, ProviderData } from '@orchestrator/models'
import type { Json } from '@orchestrator/sdk/runtime'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { itemsUpTo } from './items-up-to.ts'
import { leaveOut } from './leave-out.ts'
import { toItems } from './to-items.ts'
import { toMessages } from './to-messages.ts'

const user: Json = { type: 'message', role: 'user', content: 'go' }
const result = (callId: string, text: string): Json => ({
  ...{ type: 'function_call_result', callId, name: 'look', status: 'completed', output: { type: 'text', text } },
})
const providerData: ProviderData = { model: 'a/b', parts: [{ signature: 'x' }] }

describe('a conversation as models are sent it', () => {
  test('what a model said goes back as it said it, with what it wants to see again', () => {
    const said = { text: 'I look.', toolCalls: [{ id: '1', name: 'look', arguments: '{"a":1}' }], providerData }
    expect(toMessages('be good', [user, ...toItems(said), result('1', 'seen')])).toEqual([
      { role: 'system', content: 'be good' },
      { role: 'user', content: 'go' },
      { role: 'assistant', content: 'I look.', toolCalls: said.toolCalls, providerData },
      { role: 'tool', toolCallId: '1', name: 'look', content: 'seen' },
    ])
  })

  test('calls without a word stand in one message; those of the next answer in another', () => {
    const call = (id: string) => ({ id, name: 'look', arguments: '{}' })
    const first = toItems({ text: '', toolCalls: [call('1'), call('2')], providerData })
    const second = toItems({ text: '', toolCalls: [call('3')], providerData: null })
    const messages = toMessages('', [user, ...first, result('2', 'b'), result('1', 'a'), ...second])
    expect(messages.slice(2)).toMatchObject([
      { role: 'assistant', content: '', toolCalls: [{ id: '1' }, { id: '2' }], providerData },
      { role: 'tool', toolCallId: '2', content: 'b' },
      { role: 'tool', toolCallId: '1', content: 'a' },
      { role: 'assistant', content: '', toolCalls: [{ id: '3' }], providerData: null },
    ])
  })

  test('what nobody knows is not passed over', () => {
    expect(() => toMessages('', [{ type: 'computer_call' }])).toThrow('computer_call')
  })
})

describe('a question that carries only what is new', () => {
  const step = (n: number, input: object, items: Json[]): AgentStep =>
    ({ n, kind: 'model', status: 'completed', input, output: { items } }) as unknown as AgentStep

  test('is put together with all that came before it', () => {
    const steps = [step(0, { after: null, items: [1] }, [2]), step(3, { after: 0, items: [3] }, [4])]
    expect(itemsUpTo(steps, { after: 3, items: [5] })).toEqual([1, 2, 3, 4, 5])
    expect(itemsUpTo(steps, { after: null, items: [9] })).toEqual([9])
  })

  test('is refused where what came before is not there', () => {
    expect(() => itemsUpTo([], { after: 3, items: [] })).toThrow('step 3')
  })
})

describe('what is left out', () => {
  test('of a conversation with room for all is nothing', () => {
    const messages = toMessages('x', [user, result('1', 'y'.repeat(100))])
    expect(leaveOut(messages)).toEqual(messages)
  })

  test('are the oldest results of tools, said in their place, and never what people or models said', () => {
    const lengths = fc.array(fc.nat(5_000), { maxLength: 12 })
    fc.assert(
      fc.property(lengths, fc.integer({ min: 100, max: 30_000 }), (sizes, room) => {
        const messages = toMessages('x'.repeat(50), [user, ...sizes.map((size, n) => result(`${n}`, 'y'.repeat(size)))])
        const left = leaveOut(messages, room)
        expect(left).toHaveLength(messages.length)
        const changed = left.flatMap((message, place) => (message === messages[place] ? [] : [place]))
        for (const place of changed) {
          const [before, after] = [messages[place], left[place]] as [Message, Message]
          expect(after).toMatchObject({
            role: 'tool',
            content: expect.stringContaining(`${before.content.length} characters`),
          })
          expect(place).toBeLessThan(messages.length - 4)
        }
        const size = left.reduce((sum, { content }) => sum + content.length, 0)
        const mayShrink = left.slice(2, -4).some(({ content }) => content.startsWith('y') && content.length > 150)
        if (mayShrink) expect(size).toBeLessThanOrEqual(room)
      }),
    )
  })
})
