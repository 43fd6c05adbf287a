// Neither package has types; only what is used here is declared.

declare module '@sealsystems/ipp' {
  const ipp: {
    serialize(message: object): Buffer
    parse(bytes: Buffer): Record<string, unknown>
    keywords: Record<string, string[]>
  }
  export default ipp
}

declare module 'ipp' {
  const ipp: {
    parse(bytes: Buffer): Record<string, unknown>
  }
  export default ipp
}
