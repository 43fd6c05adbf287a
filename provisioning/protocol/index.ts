export * from './generation-record.ts'
