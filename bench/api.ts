import type { Benchmark } from './support/benchmark.ts'
export const api: Benchmark = { name: 'api', about: '', run: () => Promise.reject(new Error('not yet')) }
