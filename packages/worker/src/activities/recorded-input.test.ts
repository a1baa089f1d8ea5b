import { expect, test } from 'vitest'
import { recordedInput } from './recorded-input.ts'

const masterKey = Buffer.alloc(32, 1).toString('base64')
const of = (input: Parameters<typeof recordedInput>[1]['input'], key = masterKey) =>
  recordedInput(key, { connection: null, input })

test('what is kept whole is kept as it is', () => {
  expect(of({ title: 'a' })).toEqual({ connection: null, input: { title: 'a' } })
})

test('inputs of which the same is kept are told apart, and the same one is known again', () => {
  const text = 'x'.repeat(100_000)
  const [first, again, other] = [of({ text: `${text}1` }), of({ text: `${text}1` }), of({ text: `${text}2` })]
  expect(other.input).toEqual(first.input)
  expect(again).toEqual(first)
  expect(other).not.toEqual(first)
})

test('the digest says nothing to who has not the key', () => {
  const text = 'x'.repeat(100_000)
  expect(of({ text }, Buffer.alloc(32, 2).toString('base64')).digest).not.toBe(of({ text }).digest)
})
