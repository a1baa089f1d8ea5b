import { builtinModules } from 'node:module'
import type { ProblemRule } from './problem.ts'

export interface Refusal {
  readonly rule: ProblemRule
  readonly message: string
  readonly hint: string
}

const builtin = new Set(builtinModules)
const inSteps = 'Put that code into steps.ts beside the playbook and call it as `await steps.yourFunction(…)`.'

/** Packages that people reach for to call a service; each needs Node or a browser. */
const http = new Set([
  ...[
    'axios',
    'got',
    'ky',
    'needle',
    'node-fetch',
    'ofetch',
    'phin',
    'request',
    'superagent',
    'undici',
    'cross-fetch',
    'isomorphic-fetch',
  ],
  ...[
    '@octokit/rest',
    '@octokit/core',
    'octokit',
    '@slack/web-api',
    'openai',
    '@openai/agents',
    '@anthropic-ai/sdk',
    'stripe',
    'googleapis',
  ],
])

export const packageOf = (path: string): string => {
  const [first = '', second = ''] = path.split('/')
  return first.startsWith('@') ? `${first}/${second}` : first
}

export const isBuiltin = (path: string): boolean =>
  path.startsWith('node:') || builtin.has(path) || builtin.has(path.split('/')[0] ?? '')

/** Why a playbook may not import this; undefined when nothing in its name speaks against it. */
export function refuseImport(path: string): Refusal | undefined {
  if (isBuiltin(path)) {
    const name = path.startsWith('node:') ? path : `node:${path}`
    return {
      rule: 'node-import',
      message: `${name} is not there in a workflow: a run is replayed, so files, sockets, clocks and secrets of the machine are out of reach`,
      hint: inSteps,
    }
  }
  const name = packageOf(path)
  if (http.has(name)) {
    return {
      rule: 'http-import',
      message: `${name} makes network calls, which a workflow cannot do by itself`,
      hint: 'Use `http.get`, `http.post` … of the run, which are recorded and retried, or put the call into steps.ts.',
    }
  }
  if (name.startsWith('@temporalio/')) {
    return {
      rule: 'temporal-import',
      message: `${name} is the engine below; a playbook that used it would lose its steps in the run's history`,
      hint: 'Use what `run` is given: tasks, projects, comments, http, steps, sleep, sleepUntil, waitFor, log.',
    }
  }
  if (
    path === '@orchestrator/sdk/client' ||
    path === '@orchestrator/sdk/testing' ||
    path === '@orchestrator/sdk/runtime'
  ) {
    return {
      rule: 'test-import',
      message: `${path} is not for playbooks`,
      hint: 'Import from "@orchestrator/sdk" here; the client belongs into programs outside, testing into playbook.test.ts.',
    }
  }
  if (name.startsWith('@orchestrator/') && name !== '@orchestrator/sdk') {
    return {
      rule: 'outside-import',
      message: `${name} is an inner part of Orchestrator`,
      hint: 'Playbooks import only "@orchestrator/sdk".',
    }
  }
  if (name === 'vitest') {
    return { rule: 'test-import', message: 'vitest belongs into tests', hint: 'Move this into playbook.test.ts.' }
  }
  return undefined
}

/** Globals that are missing in a workflow, with what to use instead. */
export const missingGlobals: Readonly<Record<string, string>> = {
  process: inSteps,
  Buffer: 'Use TextEncoder and TextDecoder, or put that code into steps.ts.',
  fetch: 'Use `http.get`, `http.post` … of the run, which are recorded and retried.',
  XMLHttpRequest: 'Use `http` of the run.',
  WebSocket: inSteps,
  EventSource: inSteps,
  require: 'Use `import`; Node code goes into steps.ts.',
  module: 'Use `export default playbook(…)`.',
  __dirname: inSteps,
  __filename: inSteps,
  setInterval: 'Use a loop with `await sleep(…)`.',
  setImmediate: 'Await something instead, or use `await sleep(…)`.',
  performance: 'Use Date.now(), which is the same in a replay.',
  crypto: 'Use Math.random(), which is the same in a replay, or put that code into steps.ts.',
  localStorage: inSteps,
  SharedArrayBuffer: inSteps,
  Atomics: inSteps,
  Worker: inSteps,
  eval: 'Write the code itself.',
}
