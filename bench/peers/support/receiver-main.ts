// Takes the calls that the systems make, and remembers when each came. Asked by the benchmark over the same port.
import { createServer, type ServerResponse } from 'node:http'

const calls = new Map<string, number[]>()
let waiting: { readonly isOver: () => boolean; readonly response: ServerResponse }[] = []

const now = () => performance.timeOrigin + performance.now()

function json(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}

function received(key: string): void {
  const times = calls.get(key)
  if (times) times.push(now())
  else calls.set(key, [now()])
  if (waiting.length === 0) return
  const over = waiting.filter(({ isOver }) => isOver())
  waiting = waiting.filter((one) => !over.includes(one))
  for (const { response } of over) json(response, {})
}

function hold(response: ServerResponse, isOver: () => boolean): void {
  if (isOver()) {
    json(response, {})
    return
  }
  const one = { isOver, response }
  waiting.push(one)
  response.on('close', () => {
    waiting = waiting.filter((other) => other !== one)
  })
}

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://receiver')
  if (pathname === '/calls') return json(response, [...calls])
  if (pathname === '/clear') {
    calls.clear()
    return json(response, {})
  }
  if (pathname === '/wait') {
    const [key, count] = [searchParams.get('key') ?? '', Number(searchParams.get('count'))]
    return hold(response, () => (key === '' ? calls.size >= count : calls.has(key)))
  }
  const chunks: Buffer[] = []
  request.on('data', (chunk: Buffer) => void chunks.push(chunk))
  request.on('end', () => {
    received((JSON.parse(Buffer.concat(chunks).toString()) as { key: string }).key)
    json(response, { ok: true })
  })
}).listen(Number(process.env['PORT']), '127.0.0.1', () => console.log('{"msg":"ready"}'))
