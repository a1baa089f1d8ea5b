export { decodeCursor, encodeCursor } from '@orchestrator/store'
