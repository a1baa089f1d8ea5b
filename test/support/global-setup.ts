import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { lazyStack } from './lazy-stack.ts'
import './names.ts'

/**
 * One Postgres cluster and one Temporal for the whole run, each started when a test first asks for it,
 * so that a run of pure tests starts nothing.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const stack = lazyStack((text) => console.log(`test stack: ${text}`))
  const server = createServer((request, response) => {
    const part = request.url?.slice(1)
    const wanted = part === 'postgres' ? stack.postgres() : part === 'database' ? stack.template() : stack.temporal()
    wanted.then(
      (answer) => response.end(JSON.stringify(answer)),
      (error: Error) => response.writeHead(500).end(error.message),
    )
  })
  await listen(server)
  // On a fresh machine Temporal is built for minutes: before the tests, so that none of them times out over it.
  if (isWholeRun(process.argv)) await stack.program()
  project.provide('testStack', `http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  return async () => {
    server.closeAllConnections()
    server.close()
    await stack.stop()
  }
}

// `vitest run` without the name of a file or folder.
function isWholeRun(argv: readonly string[]): boolean {
  const args = argv.slice(argv.indexOf('run') + 1)
  return args.every((arg) => arg.startsWith('-'))
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
}
