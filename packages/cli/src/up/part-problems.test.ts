import { expect, test } from 'vitest'
import { partProblems } from './part-problems.ts'

function heard() {
  const said: string[] = []
  const hear = partProblems(
    (line) => said.push(line),
    (part, text) => said.push(`${part} ${text}`),
    '/state/logs',
  )
  return { said, hear: (line: object) => hear('api', JSON.stringify(line)) }
}

test('a request that failed is told by what it was, the first time with where the log is, and not again at once', () => {
  const { said, hear } = heard()
  const line = { level: 50, msg: 'request', method: 'GET', path: '/v1/tasks', status: 500, requestId: 'r1' }
  hear(line)
  hear(line)
  hear({ ...line, requestId: 'r2' })
  expect(said).toEqual([
    'api: GET /v1/tasks was answered with 500 (request r1)\n  Its log: /state/logs/api.log',
    'api: GET /v1/tasks was answered with 500 (request r2)',
  ])
})

test('what passes is not told; what people wait for is', () => {
  const { said, hear } = heard()
  hear({ level: 40, msg: 'request', method: 'GET', path: '/v1/tasks', status: 503, requestId: 'r1' })
  hear({ level: 30, msg: 'the start of agents works again', tell: true })
  expect(said).toEqual(['api the start of agents works again'])
})
