/** What `booth-server/simd` exports; each function is described there. Addresses and lengths are whole numbers. */
export interface SimdFunctions {
  widenPixels(
    source: number,
    rowBytes: number,
    rows: number,
    columns: number,
    target: number,
    stride: number,
    pad: number,
  ): void
  padPixels(target: number, stride: number, rows: number, columns: number, pad: number): void
  filterPixels(
    source: number,
    stride: number,
    rows: number,
    columns: number,
    pad: number,
    start: number,
    startStep: number,
    step: number,
    first: number,
    weights: number,
    count: number,
    width: number,
    target: number,
    targetStride: number,
  ): void
  spreadFloats: SimdFunctions['widenPixels']
  padFloats: SimdFunctions['padPixels']
  filterFloats: SimdFunctions['filterPixels']
  distances(mask: number, isSet: boolean, width: number, height: number, far: number, target: number): void
  markDoubt(alpha: number, size: number, surelyOut: number, surelyIn: number, doubt: number): void
  rowWhere(mask: number, width: number, height: number, isFirst: boolean): number
  markSure(alpha: number, cells: number, surelyOut: number, surelyIn: number, mask: number): void
  markAbove(values: number, cells: number, limit: number, mask: number): void
  markAreas(alpha: number, distance: number, cells: number, inner: number, outer: number, areas: number): void
  halveCells(
    alpha: number,
    guide: number,
    areas: number,
    size: number,
    cells: number,
    sides: number,
    band: number,
  ): void
  fitGuide(
    cells: number,
    band: number,
    width: number,
    height: number,
    radius: number,
    epsilon: number,
    model: number,
    space: number,
  ): void
  blendFisher(
    cells: number,
    sides: number,
    band: number,
    width: number,
    height: number,
    radius: number,
    from: number,
    to: number,
    sureHaze: number,
    unsureHaze: number,
    model: number,
    space: number,
  ): void
  limitCloth(
    alpha: number,
    areas: number,
    size: number,
    firstRow: number,
    chinRow: number,
    clothFrom: number,
    clothTo: number,
    toHair: number,
    hairRow: number,
    near: number,
    far: number,
    limits: number,
  ): void
  applyModel(
    data: number,
    rowBytes: number,
    width: number,
    height: number,
    alpha: number,
    areas: number,
    size: number,
    model: number,
    limits: number,
    limitedRow: number,
    space: number,
    target: number,
  ): void
  clipToPicture(
    alpha: number,
    width: number,
    height: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    pictureWidth: number,
    pictureHeight: number,
  ): void
  narrowPixels(source: number, pixels: number, target: number): void
  averageBox(
    data: number,
    width: number,
    height: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    size: number,
    perAxis: number,
    outside: number,
    offset: number,
    scale: number,
    space: number,
    target: number,
  ): void
  interpolateBox(
    data: number,
    width: number,
    height: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    size: number,
    outside: number,
    offset: number,
    scale: number,
    target: number,
  ): void
  splitPlanes(data: number, pixels: number, offset: number, scale: number, target: number): void
  shrinkPixels(data: number, rowBytes: number, columns: number, rows: number, factor: number, target: number): void
  samplePrint(
    data: number,
    bytes: number,
    columns: number,
    rows: number,
    left: number,
    top: number,
    factor: number,
    pictureWidth: number,
    pictureHeight: number,
    a: number,
    b: number,
    c: number,
    d: number,
    e: number,
    f: number,
    width: number,
    height: number,
    alpha: number,
    alphaLeft: number,
    alphaTop: number,
    alphaWidth: number,
    alphaHeight: number,
    rgb: number,
    luma: number,
    opacity: number,
    inside: number,
  ): void
  listClear(
    opacity: number,
    inside: number,
    width: number,
    height: number,
    radius: number,
    limit: number,
    near: number,
    gaps: number,
    clear: number,
    indices: number,
  ): number
  fuseBlurs(
    data: number,
    alpha: number,
    width: number,
    height: number,
    wide: number,
    fine: number,
    space: number,
    target: number,
  ): void
  layOn(data: number, alpha: number, pixels: number, red: number, green: number, blue: number, target: number): void
  labelComponents(
    mask: number,
    isSet: boolean,
    width: number,
    height: number,
    labels: number,
    sizes: number,
    stack: number,
  ): number
  markLabels(labels: number, table: number, pixels: number, target: number): void
  labelNear(
    labels: number,
    sizes: number,
    count: number,
    width: number,
    height: number,
    x: number,
    y: number,
    radius: number,
    votes: number,
  ): number
  halvePlane(plane: number, size: number, target: number): void
  listMasked(plane: number, size: number, mask: number, target: number): number
  listChest(
    plane: number,
    size: number,
    x: number,
    y: number,
    across: number,
    down: number,
    axisX: number,
    axisY: number,
    from: number,
    to: number,
    neck: number,
    widensFrom: number,
    slope: number,
    target: number,
  ): number
  countColours(
    alpha: number,
    guide: number,
    face: number,
    size: number,
    step: number,
    surelyOut: number,
    surelyIn: number,
    eyesX: number,
    chestTop: number,
    chestBottom: number,
    chestHalf: number,
    behind: number,
    on: number,
  ): void
  settleDoubt(
    alpha: number,
    guide: number,
    face: number,
    size: number,
    step: number,
    doubtFrom: number,
    free: number,
    held: number,
    ratios: number,
    ratioFrom: number,
    ratioTo: number,
    remainder: number,
    space: number,
    left: number,
  ): void
  multiplyPlane(plane: number, by: number, cells: number): void
  markFace(face: number, cells: number, fate: number): void
  markOthers(fate: number, size: number, heads: number, count: number, aspect: number): void
  applyFate(alpha: number, fate: number, cells: number): void
  markSolid(
    alpha: number,
    size: number,
    faceX: number,
    faceY: number,
    headCells: number,
    level: number,
    chestLevel: number,
    from: number,
    neck: number,
    slope: number,
    most: number,
    solid: number,
  ): void
  markLabel(labels: number, label: number, cells: number, own: number, others: number): void
  measureGaps(
    labels: number,
    alpha: number,
    size: number,
    faceX: number,
    faceY: number,
    headCells: number,
    from: number,
    to: number,
    top: number,
    bottom: number,
    most: number,
    sums: number,
    sure: number,
    elsewhere: number,
  ): void
  markGaps(labels: number, alpha: number, size: number, gaps: number, most: number, target: number): void
  markOpenHoles(labels: number, size: number, faceX: number, chest: number, isOpen: number): void
  measureHoles(
    labels: number,
    isOpen: number,
    alpha: number,
    size: number,
    faceX: number,
    faceY: number,
    radius: number,
    sums: number,
    columns: number,
    isInFace: number,
  ): void
  fillHoles(labels: number, table: number, cells: number, figure: number, alpha: number, fate: number): void
  markBody(figure: number, toCore: number, most: number, cells: number, body: number): void
  markDifference(one: number, other: number, cells: number, target: number): void
  measureReach(labels: number, toBody: number, size: number, reach: number): void
  settleGaps(gaps: number, cells: number, fate: number): void
  addMask(mask: number, cells: number, target: number): void
  shareFaint(alpha: number, depths: number, cells: number, depth: number, level: number): number
  plateauGain(
    alpha: number,
    depths: number,
    size: number,
    depth: number,
    radius: number,
    space: number,
    gain: number,
  ): void
  finishTidy(
    alpha: number,
    size: number,
    settled: number,
    fate: number,
    body: number,
    gain: number,
    depth: number,
    toFigure: number,
    toStrangers: number,
    opaqueDepth: number,
    reach: number,
    target: number,
  ): void
  compareColours(behind: number, on: number, unseen: number, space: number, ratios: number): void
  levelReached(values: number, count: number, share: number, space: number): number
  listPolygon(
    points: number,
    corners: number,
    mask: number,
    values: number,
    limit: number,
    width: number,
    height: number,
    crossings: number,
    indices: number,
  ): number
}
