export { type App, type AppOptions, createApp } from './app.ts'
export type { ApiConfig } from './config.ts'
