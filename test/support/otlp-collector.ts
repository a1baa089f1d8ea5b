import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A span as a collector has it. */
export interface CollectedSpan {
  readonly service: string
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  readonly attributes: Readonly<Record<string, unknown>>
  readonly failed: boolean
  /** Ids of the spans that it is linked to. */
  readonly links: readonly string[]
}

interface Attribute {
  key: string
  value: Record<string, unknown>
}

interface OtlpRequest {
  resourceSpans: {
    resource: { attributes: Attribute[] }
    scopeSpans: {
      spans: (Pick<CollectedSpan, 'name' | 'traceId' | 'spanId' | 'parentSpanId'> & {
        attributes?: Attribute[]
        status?: { code?: number }
        links?: { spanId: string }[]
      })[]
    }[]
  }[]
}

const errorStatus = 2
const plain = (attributes: readonly Attribute[] = []) =>
  Object.fromEntries(attributes.map(({ key, value }) => [key, Object.values(value)[0]]))

/** The receiving end of OTLP over HTTP with JSON, as a collector has it. */
export async function startCollector(): Promise<{
  readonly endpoint: string
  readonly spans: readonly CollectedSpan[]
  readonly bodies: readonly string[]
  stop(): void
}> {
  const spans: CollectedSpan[] = []
  const bodies: string[] = []
  const take = (body: string) => {
    bodies.push(body)
    for (const { resource, scopeSpans } of (JSON.parse(body) as OtlpRequest).resourceSpans) {
      const service = String(plain(resource.attributes)['service.name'])
      for (const span of scopeSpans.flatMap((scope) => scope.spans)) {
        spans.push({
          ...{ service, name: span.name, traceId: span.traceId, spanId: span.spanId, parentSpanId: span.parentSpanId },
          attributes: plain(span.attributes),
          failed: span.status?.code === errorStatus,
          links: (span.links ?? []).map((link) => link.spanId),
        })
      }
    }
  }
  const server = createServer(async (request, response) => {
    if (request.url === '/v1/traces') take(await bodyOf(request))
    response.writeHead(request.url === '/v1/traces' ? 200 : 404, { 'content-type': 'application/json' }).end('{}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bodies,
    stop() {
      server.closeAllConnections()
      server.close()
    },
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString('utf8')
}
