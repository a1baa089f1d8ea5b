// The package has no types of its own; this is what we use of it.
declare module 'autocannon' {
  interface Request {
    method?: string
    path?: string
    body?: string
    headers?: Record<string, string>
    setupRequest?: (request: Request) => Request
  }
  interface Options {
    url: string
    connections: number
    duration?: number
    /** Ends after so many requests. */
    amount?: number
    /** Seconds. */
    timeout?: number
    /** Requests a second of all connections together. */
    overallRate?: number
    requests: Request[]
  }
  interface Outcome {
    errors: number
    timeouts: number
    non2xx: number
    duration: number
    requests: { total: number }
  }
  interface Instance extends Promise<Outcome> {
    on(
      event: 'response',
      listener: (client: unknown, status: number, bytes: number, milliseconds: number) => void,
    ): this
    stop(): void
  }
  export default function autocannon(options: Options): Instance
}
