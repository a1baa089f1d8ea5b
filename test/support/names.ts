import type {} from 'vitest'

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test files ask for Postgres and Temporal; read through `test/support/index.ts`. */
    testStack: string
  }
}

/** The database that each test database is a copy of. */
export const templateDatabase = 'orchestrator_template'

/** The master key of every test database. */
export const testMasterKey = Buffer.alloc(32, 7).toString('base64')
