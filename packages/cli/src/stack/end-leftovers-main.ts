// Run by the guard of a process register when the process that opened it has gone without closing it.
import { endLeftovers } from './process-register.ts'

const file = process.argv[2]
if (file) await endLeftovers(file)
