import { expect, it } from 'vitest'
import { formOf } from './read-answer.ts'

const read = (text: string) => formOf({ jsonSchema: { name: 'days', schema: {} } })?.read(text)

it.each(['[3]', ' \n[3]\n', '```json\n[3]\n```', '\n```\n[3]```  \n', '```JSON\r\n[3]\r\n```\r\n'])(
  'reads %j',
  (text) => {
    expect(read(text)).toEqual({ value: [3] })
  },
)

it.each(['', '```', '``````', '```\n```', '```json\n[3]', '[3]\n```', '```json [3]```', 'Here:\n```\n[3]\n```'])(
  'finds no JSON in %j',
  (text) => {
    expect(read(text)).toEqual({ problem: 'it is not JSON' })
  },
)

it('reads a fence that never ends in one pass', () => {
  expect(read(`\`\`\`\n${'\n'.repeat(400_000)}x`)).toEqual({ problem: 'it is not JSON' })
})
