import { readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import { Scalar } from '@scalar/hono-api-reference'
import type { Hono } from 'hono'
import type { Env } from '../http/api.ts'

const scriptPath = '/docs/reference.js'

/** Scripts come from here alone, so that the page works without the internet and sends nothing there. */
const policy =
  "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'"

const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Ccircle cx='8' cy='8' r='7' fill='%232f6fed'/%3E%3C/svg%3E"

/** The document is committed, and a check keeps it what the routes say: serving it needs nothing that makes it. */
const documentFile = new URL('../../openapi.json', import.meta.url)

/** The reference page at /docs, and the document behind it. */
export function registerReference(app: Hono<Env>): void {
  let document: Promise<string> | undefined
  let script: Promise<Uint8Array> | undefined
  const page = Scalar({
    url: '/openapi.json',
    cdn: scriptPath,
    pageTitle: 'Orchestrator API',
    withDefaultFonts: false,
    favicon: icon,
    telemetry: false,
    hideClientButton: true,
    showDeveloperTools: 'never',
    agent: { disabled: true },
    mcp: { disabled: true },
  } as Parameters<typeof Scalar>[0])
  app.get('/openapi.json', async (c) => {
    c.set('route', '/openapi.json')
    document ??= readFile(documentFile, 'utf8')
    return c.body(await document, 200, { 'Content-Type': 'application/json' })
  })
  app.get('/docs', async (c, next) => {
    c.set('route', '/docs')
    c.header('Content-Security-Policy', policy)
    return page(c as never, next)
  })
  app.get(scriptPath, async (c) => {
    c.set('route', scriptPath)
    // Zipped once; whoever cannot unzip is no browser.
    script ??= readScript()
    return c.body((await script) as Uint8Array<ArrayBuffer>, 200, {
      'Content-Type': 'text/javascript; charset=utf-8',
      'Content-Encoding': 'gzip',
      'Cache-Control': 'public, max-age=86400',
    })
  })
}

async function readScript(): Promise<Uint8Array> {
  const entry = import.meta.resolve('@scalar/api-reference')
  return promisify(gzip)(await readFile(new URL('browser/standalone.js', entry)))
}
