// Written by booth-server/simd/write-bindings.mjs from the kernels beside it while they are built: change those.

declare const content: unique symbol
/** An address in the kernels' memory, which knows what lies there; a plain number at run time. */
export type Address<Content extends string = string> = number & { readonly [content]: Content }
export type Bytes = Address<'Bytes'>
export type Ints = Address<'Ints'>
export type Floats = Address<'Floats'>
export type Vectors = Address<'Vectors'>
export type Samples = Address<'Samples'>
export type Weights = Address<'Weights'>

export interface Kernels {
  /**
   * Opacity of each pixel of a region. Between four cells of which none is unknown it is the model's, 0 or 1; else what
   * the local linear model makes of the pixel's colour, within its bounds.
   */
  applyLinearModel(args: {
    /** 8-bit RGB, from the region's first pixel. */
    readonly data: Bytes
    readonly rowBytes: number
    readonly width: number
    readonly height: number
    readonly alpha: Floats
    readonly trimap: Bytes
    readonly size: number
    /** On half the grid: slopes of red, green, blue, 0..1, and offset. */
    readonly model: Vectors
    /** Two a cell of the grid. */
    readonly bounds: Floats
    /** The first row that is bounded. */
    readonly boundedRow: number
    /** Result. */
    readonly target: Floats
  }): void
  /** Opacities as the overrides want them: 1 for foreground, else 0. */
  applyOverrides(args: {
    /** In place. */
    readonly alpha: Floats
    readonly overrides: Bytes
    readonly cells: number
  }): void
  /**
   * A rotated box of a picture as a model's input: each pixel the mean of `perAxis` x `perAxis` samples, of which each is
   * the picture's nearest pixel; over several that is as good as bilinear ones. The affine leads from the result's
   * corners to the picture's.
   */
  areaSample(args: {
    readonly a: number
    readonly b: number
    readonly c: number
    readonly d: number
    readonly e: number
    readonly f: number
    /** 8-bit RGB. */
    readonly data: Bytes
    /** Of the picture. */
    readonly width: number
    readonly height: number
    /** Side of the result, px. */
    readonly size: number
    /** Samples a pixel and axis. */
    readonly perAxis: number
    /** Value beyond the picture, 0..255. */
    readonly outside: number
    /** The result is (value - offset) * scale. */
    readonly offset: number
    readonly scale: number
    /** Result, RGB interleaved. */
    readonly target: Floats
  }): void
  /** As `areaSample`, with one bilinear sample a pixel: for boxes that don't shrink. */
  bilinearSample(args: {
    readonly a: number
    readonly b: number
    readonly c: number
    readonly d: number
    readonly e: number
    readonly f: number
    /** 8-bit RGB. */
    readonly data: Bytes
    /** Of the picture. */
    readonly width: number
    readonly height: number
    /** Side of the result, px. */
    readonly size: number
    /** Samples a pixel and axis. */
    readonly perAxis: number
    /** Value beyond the picture, 0..255. */
    readonly outside: number
    /** The result is (value - offset) * scale. */
    readonly offset: number
    readonly scale: number
    /** Result, RGB interleaved. */
    readonly target: Floats
  }): void
  /**
   * Fisher's linear discriminant (Fisher 1936), one a window: from the colours of known foreground and known background
   * nearby, the direction along which they differ most against their own spread, scaled so that the background's mean
   * gives 0 and the foreground's 1. A mixed pixel then reads as its share of foreground, which is what opacity is. Where
   * colours separate the two, the discriminant takes the place of the model; where they don't, the model stays; both are
   * stretched, so that haze becomes 0 and what is nearly opaque 1.
   */
  blendFisher(args: {
    /** Red, green, blue, opacity, 0..1. */
    readonly colours: Vectors
    /** Two a cell: its share of known foreground, and of known background. */
    readonly known: Floats
    readonly unknown: Bytes
    readonly width: number
    readonly height: number
    readonly radius: number
    /** Squared distance of the two mean colours in standard deviations, from which the discriminant has a say. */
    readonly separationFrom: number
    /** From which it has all of it. */
    readonly separationTo: number
    /** Opacity that counts as 0 where the discriminant has all of the say. */
    readonly hazeSure: number
    /** And where it has none. */
    readonly hazeUnsure: number
    /** In place. */
    readonly model: Vectors
  }): void
  /**
   * Bounds on the opacity that colours may give: only what the model gives to the neighbouring cells, the more so the
   * farther from hair and from the chin.
   */
  boundClothAlpha(args: {
    readonly alpha: Floats
    readonly trimap: Bytes
    readonly size: number
    /** The first row that is bounded. */
    readonly firstRow: number
    readonly chinRow: number
    /** Rows below the chin over which the bounds come in. */
    readonly clothFrom: number
    readonly clothTo: number
    /** Distance to hair of the rows from `hairRow` on, cells. */
    readonly toHair: Floats
    readonly hairRow: number
    /** Distance to hair over which the bounds come in, cells. */
    readonly near: number
    readonly far: number
    /** Result: two a cell, least and most; written from the row before `firstRow` on. */
    readonly bounds: Floats
  }): void
  /**
   * Box blur of a plane, with running sums of 64-bit floats. Three passes come close to a Gaussian with a standard
   * deviation of radius + 0.5.
   */
  boxBlur(args: {
    readonly source: Floats
    readonly width: number
    readonly height: number
    /** In pixels, at least 1. */
    readonly radius: number
    /** Result; may be the source. */
    readonly target: Floats
  }): void
  /** Downsamples by a whole factor: means of `factor` x `factor` pixels as vectors of floats. */
  boxDownsample(args: {
    /** 8-bit RGB, from the first pixel. */
    readonly data: Bytes
    readonly rowBytes: number
    /** Of the result. */
    readonly columns: number
    readonly rows: number
    readonly factor: number
    /** Result. */
    readonly target: Vectors
  }): void
  /** A trimap: the unknown band, in which colours decide, and what is known to be foreground or background. */
  buildTrimap(args: {
    readonly alpha: Floats
    /** To the nearest unknown cell. */
    readonly distance: Floats
    readonly cells: number
    /** How far the unknown band reaches into the foreground, cells. */
    readonly innerBand: number
    /** How far into the background. */
    readonly outerBand: number
    /** Result: one of the values of this file a cell. */
    readonly trimap: Bytes
  }): void
  /** Clips opacities to 0..1, and to 0 beyond a frame. The affine leads from the plane's pixels to the frame's. */
  clipAlphaToFrame(args: {
    readonly a: number
    readonly b: number
    readonly c: number
    readonly d: number
    readonly e: number
    readonly f: number
    /** In place. */
    readonly alpha: Floats
    readonly width: number
    readonly height: number
    readonly frameWidth: number
    readonly frameHeight: number
  }): void
  /**
   * Colour histograms of background and foreground, 16 levels a channel: 4096 colours. Face and chest are foreground
   * whatever the model says of them.
   */
  colourHistograms(args: {
    readonly alpha: Floats
    /** 8-bit RGB, `step` times as fine. */
    readonly guide: Bytes
    /** Not 0 in the face. */
    readonly face: Floats
    readonly size: number
    readonly step: number
    /** Opacity below which a cell is background. */
    readonly background: number
    /** Opacity above which it is foreground. */
    readonly foreground: number
    readonly eyesX: number
    /** Between these rows the chest is foreground. */
    readonly chestTop: number
    readonly chestBottom: number
    /** Half width of the chest around `eyesX`. */
    readonly chestHalf: number
    /** Result: a count a colour. */
    readonly backgroundCounts: Floats
    /** Result. */
    readonly foregroundCounts: Floats
  }): void
  /** The cleaned matte on the full grid, of what was decided on half of it. */
  composeCleanMatte(args: {
    /** The model's, on the full grid. */
    readonly alpha: Floats
    /** Of the full grid; what follows is on half of it. */
    readonly size: number
    /** On the model's opacity, by colour. */
    readonly factors: Floats
    readonly overrides: Bytes
    /** The opened mask. */
    readonly body: Bytes
    /** Or address 0 for none. */
    readonly gain: Floats
    /** Distance to the background inside the body. */
    readonly depth: Floats
    readonly toBody: Floats
    /** Distance to what is not the subject. */
    readonly toBackgroundObjects: Floats
    /** From this depth on nothing shines through, cells. */
    readonly opaqueDepth: number
    /** How far soft edges reach from the body, cells. */
    readonly reach: number
    /** Result, on the full grid. */
    readonly target: Floats
  }): void
  /** Composites pixels over an even colour (Porter and Duff, "over", 1984), channels in 0..255. */
  compositeOver(args: {
    /** 8-bit RGB. */
    readonly data: Bytes
    readonly alpha: Floats
    readonly pixels: number
    readonly red: number
    readonly green: number
    readonly blue: number
    /** Result: 8-bit RGB. */
    readonly target: Bytes
  }): void
  /** Grows an eroded core back by `reach`, within the mask that it was eroded from. */
  dilateWithin(args: {
    readonly mask: Bytes
    /** Distance to the eroded core. */
    readonly toCore: Floats
    readonly reach: number
    readonly cells: number
    /** Result. */
    readonly target: Bytes
  }): void
  /**
   * Distance transform by two sweeps of the 3 x 3 chamfer mask (Borgefors, "Distance transformations in digital images",
   * 1986).
   */
  distanceTransform(args: {
    /** A byte a pixel. */
    readonly mask: Bytes
    /** Whether the distance is to the pixels that are set, or to the others. */
    readonly isSet: boolean
    readonly width: number
    readonly height: number
    /** The result where nothing is nearer, px. */
    readonly far: number
    /** Result, px. */
    readonly target: Floats
  }): void
  /** The component that most pixels of a square around a point belong to; the largest component where there is none. */
  dominantLabel(args: {
    readonly labels: Ints
    readonly sizes: Ints
    /** One more than the number of components. */
    readonly count: number
    readonly width: number
    readonly height: number
    readonly x: number
    readonly y: number
    readonly radius: number
  }): number
  /** Half the grid: every 2 x 2 cells become their mean. */
  downsamplePlane(args: {
    readonly plane: Floats
    /** Even. */
    readonly size: number
    /** Result. */
    readonly target: Floats
  }): void
  /** Half the grid: every 2 x 2 cells become one. */
  downsampleTrimap(args: {
    readonly alpha: Floats
    /** 8-bit RGB. */
    readonly guide: Bytes
    readonly trimap: Bytes
    readonly size: number
    /** Result: red, green, blue, opacity, 0..1. */
    readonly colours: Vectors
    /** Result: two a cell, its share of known foreground and of known background. */
    readonly known: Floats
    /** Result: not 0 where one of the four cells is unknown. */
    readonly unknown: Bytes
  }): void
  /**
   * Foreground colours by blur fusion (Forte, "Approximate fast foreground colour estimation", 2021): the colours of both
   * sides are spread by box blurs weighted with alpha, wide and then fine, each time corrected by what the pixel shows.
   * What is spread is kept by cells of 2 x 2 pixels; at the end of a side of odd length a pixel stands for its missing
   * neighbour too.
   */
  estimateForeground(args: {
    /** 8-bit RGB. */
    readonly data: Bytes
    /** 0..1. */
    readonly alpha: Floats
    readonly width: number
    readonly height: number
    /** Of the first pass, cells of 2 x 2 pixels. */
    readonly wideRadius: number
    /** Of the second pass, cells. */
    readonly fineRadius: number
    /** Result: 8-bit RGB. */
    readonly target: Bytes
  }): void
  /**
   * Assigns each cell to the nearest head, counted in that head's own heights: what is another's becomes background.
   * Sideways distance counts in full; a body hangs below its head, so downward distance counts a quarter.
   */
  excludeBystanders(args: {
    /** In place. */
    readonly overrides: Bytes
    readonly size: number
    /** Three a head, cells: its centre and one over its height; the first one is the subject's. */
    readonly heads: Floats
    readonly count: number
    /** A cell's height over its width. */
    readonly aspect: number
  }): void
  /** Makes holes foreground. */
  fillHoles(args: {
    readonly labels: Ints
    /** A byte a hole. */
    readonly isFilled: Bytes
    readonly cells: number
    /** In place. */
    readonly mask: Bytes
    /** In place. */
    readonly alpha: Floats
    /** In place. */
    readonly overrides: Bytes
  }): void
  /** As `filterRgb`, of floats: `count` is a multiple of four, and a row of weights has a float a tap. */
  filterPlane(args: {
    /** Padded rows, from the first row's first sample. */
    readonly source: Samples
    /** From one source row to the next, samples. */
    readonly stride: number
    readonly rows: number
    readonly columns: number
    /** Of at least `count` to either side. */
    readonly pad: number
    /** Where the first row's first place lies, samples from the row's first one. */
    readonly start: number
    /** From the first place of one row to that of the next. */
    readonly startStep: number
    /** From place to place. */
    readonly step: number
    /** From a place's sample to its first tap. */
    readonly first: number
    /** A row for each of 64 phases. */
    readonly weights: Weights
    /** Of taps. */
    readonly count: number
    /** Places a row. */
    readonly width: number
    /** Result, a column for each row. */
    readonly target: Samples
    /** Samples. */
    readonly targetStride: number
  }): void
  /**
   * One pass of a separable resampling: each row filtered at `width` places and written as a column, so that the second
   * pass is the same again. `count` is even; a row of weights has, for each two taps, eight 16-bit numbers: four times
   * the two weights.
   */
  filterRgb(args: {
    /** Padded rows, from the first row's first sample. */
    readonly source: Samples
    /** From one source row to the next, samples. */
    readonly stride: number
    readonly rows: number
    readonly columns: number
    /** Of at least `count` to either side. */
    readonly pad: number
    /** Where the first row's first place lies, samples from the row's first one. */
    readonly start: number
    /** From the first place of one row to that of the next. */
    readonly startStep: number
    /** From place to place. */
    readonly step: number
    /** From a place's sample to its first tap. */
    readonly first: number
    /** A row for each of 64 phases. */
    readonly weights: Weights
    /** Of taps. */
    readonly count: number
    /** Places a row. */
    readonly width: number
    /** Result, a column for each row. */
    readonly target: Samples
    /** Samples. */
    readonly targetStride: number
  }): void
  /**
   * The first row, or the last one, in which a mask is set.
   *
   * @returns `height` where none is
   */
  findMaskRow(args: {
    readonly mask: Bytes
    readonly width: number
    readonly height: number
    readonly isFirst: boolean
  }): number
  /**
   * Guided filter with a colour guide (He, Sun, Tang, "Guided image filtering", 2013, section 3.4), up to its linear
   * model: opacity = red * r + green * g + blue * b + offset. Where a cell is known the model is the opacity itself.
   */
  fitGuidedFilter(args: {
    /** Red, green, blue, opacity, 0..1. */
    readonly colours: Vectors
    /** A byte a cell. */
    readonly unknown: Bytes
    readonly width: number
    readonly height: number
    readonly radius: number
    /** Variance of colour (0..1) below which an edge counts as noise. */
    readonly epsilon: number
    /** Result: slopes of red, green, blue, and offset. */
    readonly model: Vectors
  }): void
  /**
   * The pixels of the picture that are clear of the foreground: what is more opaque than the threshold, dilated by a
   * square of the radius, is left out.
   *
   * @returns how many
   */
  gatherBackground(args: {
    readonly opacity: Floats
    readonly inside: Bytes
    readonly width: number
    readonly height: number
    readonly radius: number
    readonly threshold: number
    /** Result: room for one more than there are pixels. */
    readonly indices: Ints
  }): number
  /**
   * The values of every other cell of every other row of the chest: below the eyes, between two distances along the
   * head's axis, and to either side as far as neck and shoulders reach.
   *
   * @returns how many
   */
  gatherChest(args: {
    readonly plane: Floats
    readonly size: number
    /** Where the first cell's centre lies from the eyes, head heights. */
    readonly x: number
    readonly y: number
    /** From cell to cell, head heights. */
    readonly across: number
    readonly down: number
    /** From crown to chin, a unit vector. */
    readonly axisX: number
    readonly axisY: number
    /** Along the axis below the eyes, head heights. */
    readonly from: number
    readonly to: number
    /** Half width of the neck, head heights. */
    readonly neck: number
    readonly widensFrom: number
    /** By which the half width grows below `widensFrom`. */
    readonly slope: number
    /** Result. */
    readonly target: Floats
  }): number
  /**
   * The values of every other cell of every other row where the mask is not 0.
   *
   * @returns how many
   */
  gatherMasked(args: {
    readonly plane: Floats
    readonly size: number
    readonly mask: Floats
    readonly target: Floats
  }): number
  /** Guided filter of a plane by a guide of one channel: the result has the guide's edges. */
  guidedFilter(args: {
    readonly source: Floats
    /** The source itself for edge-preserving smoothing. */
    readonly guide: Floats
    readonly width: number
    readonly height: number
    readonly radius: number
    /** A variance in the guide's units: detail below it is smoothed, above it kept. */
    readonly epsilon: number
    /** Result; may be neither source nor guide. */
    readonly target: Floats
  }): void
  /** The face is foreground, the rest is not overridden. */
  initialiseOverrides(args: {
    readonly face: Floats
    readonly cells: number
    /** Result. */
    readonly overrides: Bytes
  }): void
  /** Interleaved 8-bit RGB as planes of floats. */
  interleavedToPlanar(args: {
    /** 8-bit RGB. */
    readonly data: Bytes
    readonly pixels: number
    readonly offset: number
    readonly scale: number
    /** Result: three planes, (value - offset) * scale. */
    readonly target: Floats
  }): void
  /** Where a mask is set the model's opacity stands. */
  keepGaps(args: {
    readonly gaps: Bytes
    readonly cells: number
    /** In place. */
    readonly overrides: Bytes
  }): void
  /**
   * Connected-component labelling with 4-connectivity, by scan-line flood fill (Smith, "Tint fill", 1979): each pixel is
   * visited once.
   *
   * @returns one more than the number of components
   */
  labelComponents(args: {
    readonly mask: Bytes
    readonly isSet: boolean
    readonly width: number
    readonly height: number
    readonly labels: Ints
    readonly sizes: Ints
  }): number
  /**
   * Log-likelihood ratio of each of 4096 colours from the histograms of background and foreground, smoothed along each
   * channel by the kernel (1, 2, 1) / 4.
   */
  logLikelihoodRatios(args: {
    /** A count a colour; overwritten. */
    readonly background: Floats
    /** A count a colour; overwritten. */
    readonly foreground: Floats
    /** Share that every colour has on either side: what was seen on neither says nothing. */
    readonly unseen: number
    /** Result: background over foreground, logarithms. */
    readonly ratios: Floats
  }): void
  /** Maps each pixel's label through a table. */
  mapLabels(args: {
    readonly labels: Ints
    /** A byte a component, by its number. */
    readonly table: Bytes
    readonly pixels: number
    /** Result: a byte a pixel. */
    readonly target: Bytes
  }): void
  /** Marks the cells whose opacity is known foreground or known background. */
  markKnown(args: {
    readonly alpha: Floats
    readonly cells: number
    readonly background: number
    readonly foreground: number
    /** Result. */
    readonly mask: Bytes
  }): void
  /** Marks the cells of the gaps between neck and hair. Beyond the grid nothing is clear. */
  markNeckGaps(args: {
    readonly labels: Ints
    readonly alpha: Floats
    readonly size: number
    /**
     * Of each hole: 2 marks all of it, 1 those cells that have one of at most the threshold in their 3 x 3 neighbourhood.
     */
    readonly kinds: Bytes
    readonly threshold: number
    /** Result. */
    readonly target: Bytes
  }): void
  /**
   * Marks the holes that reach the grid's border, other than the lower one within `chestHalf` cells of the face: a chest
   * ends there, also where the picture does.
   */
  markOpenHoles(args: {
    readonly labels: Ints
    readonly size: number
    readonly faceX: number
    readonly chestHalf: number
    /** Result: a byte a hole. */
    readonly isOpen: Bytes
  }): void
  /**
   * Marks the cells whose opacity is neither foreground nor background, and where two neighbours differ although both are
   * known.
   */
  markUnknown(args: {
    readonly alpha: Floats
    readonly size: number
    /** Opacity up to which a cell is known background. */
    readonly background: number
    /** Opacity from which a cell is known foreground. */
    readonly foreground: number
    /** Result: a byte a cell. */
    readonly unknown: Bytes
  }): void
  /** Statistics of each closed hole: its opacities, its columns, and whether it reaches into the face's disc. */
  measureHoles(args: {
    readonly labels: Ints
    readonly isOpen: Bytes
    readonly alpha: Floats
    readonly size: number
    readonly faceX: number
    readonly faceY: number
    /** Of the face's disc, cells. */
    readonly radius: number
    /** Result, 0 before: the sum of each hole's opacities. */
    readonly sums: Floats
    /** Result, 0 before: the sum of its columns. */
    readonly columns: Floats
    /** Result, 0 before. */
    readonly isInFace: Bytes
  }): void
  /** Statistics of each hole that tell whether it is a gap between neck and hair. */
  measureNeckGaps(args: {
    readonly labels: Ints
    readonly alpha: Floats
    readonly size: number
    readonly faceX: number
    readonly faceY: number
    /** Head height, cells. */
    readonly headCells: number
    /** Beside the face, head heights. */
    readonly from: number
    readonly to: number
    /** Below the eyes, head heights. */
    readonly top: number
    readonly bottom: number
    readonly threshold: number
    /** Result, 0 before: the sum of each hole's opacities. */
    readonly sums: Floats
    /** Result, 0 before: its cells of at most the threshold. */
    readonly clearCells: Ints
    /** Result, 0 before: 1 where a part of it is not beside the neck. */
    readonly elsewhere: Bytes
  }): void
  /**
   * How far each component reaches from the body. What the frame cuts may reach any distance; only a body stands on its
   * lower border.
   */
  measureProtrusions(args: {
    readonly labels: Ints
    /** Distance to the opened mask. */
    readonly toBody: Floats
    readonly size: number
    /** Result, 0 before: a float a component. */
    readonly reach: Floats
  }): void
  /** Multiplies a plane by another one. */
  multiplyPlane(args: {
    /** In place. */
    readonly plane: Floats
    readonly by: Floats
    readonly cells: number
  }): void
  /** Filtered samples as 8-bit RGB. */
  packRgb(args: {
    readonly source: Samples
    readonly pixels: number
    /** Result. */
    readonly target: Bytes
  }): void
  /** As `padRgb`, of floats. */
  padPlane(args: {
    readonly target: Samples
    readonly stride: number
    readonly rows: number
    readonly columns: number
    readonly pad: number
  }): void
  /** Copies each row's first and last sample into the padding around it. */
  padRgb(args: {
    readonly target: Samples
    readonly stride: number
    readonly rows: number
    readonly columns: number
    readonly pad: number
  }): void
  /**
   * One over the mean opacity of the cells at least `depth` inside in a window of the radius; 1 where there is none.
   */
  plateauGain(args: {
    readonly alpha: Floats
    /** Distance to the background. */
    readonly depths: Floats
    readonly size: number
    readonly depth: number
    readonly radius: number
    /** Result. */
    readonly gain: Floats
  }): void
  /**
   * A factor on the opacity of each unknown cell outside the face, by the log-likelihood ratio of its colour and its
   * neighbours'; 1 elsewhere.
   */
  resolveUnknownBand(args: {
    readonly alpha: Floats
    /** 8-bit RGB, `step` times as fine. */
    readonly guide: Bytes
    /** Not 0 in the face. */
    readonly face: Floats
    readonly size: number
    readonly step: number
    /** Opacity from which a cell counts as unknown. */
    readonly unknownFrom: number
    /** Opacity up to which colour decides fully. */
    readonly free: number
    /** Opacity from which it has no say. */
    readonly held: number
    /** Log-likelihood ratio a colour. */
    readonly ratios: Floats
    /** Between these ratios a colour turns into background. */
    readonly ratioFrom: number
    readonly ratioTo: number
    /** Factor where colour says background. */
    readonly remainder: number
    /** Result. */
    readonly factors: Floats
  }): void
  /**
   * A rotated box of a picture at about the portrait's scale, one bilinear sample a pixel. The affine leads from the
   * sample's pixels to the picture's.
   */
  samplePortrait(args: {
    readonly a: number
    readonly b: number
    readonly c: number
    readonly d: number
    readonly e: number
    readonly f: number
    readonly data: Bytes
    /** Of a pixel: 3 of 8-bit RGB, or a vector of floats that stands for `factor` x `factor` pixels. */
    readonly bytes: number
    readonly columns: number
    readonly rows: number
    /** Where the data begins on the picture, px. */
    readonly left: number
    readonly top: number
    readonly factor: number
    /** Nothing is read beyond the picture. */
    readonly pictureWidth: number
    readonly pictureHeight: number
    /** Of the sample. */
    readonly width: number
    readonly height: number
    /** Of the matte's region, whose nearest pixel counts; 0 beyond it. */
    readonly alpha: Floats
    readonly alphaLeft: number
    readonly alphaTop: number
    readonly alphaWidth: number
    readonly alphaHeight: number
    /** Result: 8-bit RGB. */
    readonly rgb: Bytes
    /** Result: Rec. 709 luma of the coded values, 0..255. */
    readonly luma: Floats
    /** Result. */
    readonly opacity: Floats
    /** Result: 0 beyond the picture, where all else is 0 too. */
    readonly inside: Bytes
  }): void
  /**
   * Scan conversion of a polygon (even-odd rule): the pixels whose centres lie inside, where the mask is set and the
   * value is above the threshold.
   *
   * @returns how many
   */
  scanPolygon(args: {
    /** X and y of each corner. */
    readonly points: Floats
    readonly corners: number
    readonly mask: Bytes
    readonly values: Floats
    readonly threshold: number
    readonly width: number
    readonly height: number
    /** Result, row by row. */
    readonly indices: Ints
  }): number
  /** Parts one component from all others. */
  splitByLabel(args: {
    readonly labels: Ints
    readonly label: number
    readonly cells: number
    /** Result: the component itself. */
    readonly own: Bytes
    /** Result: all other components. */
    readonly others: Bytes
  }): void
  /** Marks the cells that are set in one mask and not in the other. */
  subtractMask(args: {
    readonly mask: Bytes
    readonly other: Bytes
    readonly cells: number
    /** Result. */
    readonly target: Bytes
  }): void
  /** Marks the cells whose value is above a threshold. */
  thresholdMask(args: {
    readonly values: Floats
    readonly cells: number
    readonly threshold: number
    /** Result. */
    readonly mask: Bytes
  }): void
  /** Where the subject is, by a threshold on opacity that is lower on the chest. */
  thresholdSubject(args: {
    readonly alpha: Floats
    readonly size: number
    readonly faceX: number
    readonly faceY: number
    /** Head height, cells. */
    readonly headCells: number
    /** Threshold. */
    readonly level: number
    /** Threshold right below the face, as far to either side as neck and shoulders reach. */
    readonly chestLevel: number
    /** Where the chest begins below the eyes, head heights. */
    readonly from: number
    /** Half width there, head heights. */
    readonly neck: number
    /** By which it grows downwards. */
    readonly slope: number
    /** Largest half width, head heights. */
    readonly most: number
    /** Result. */
    readonly mask: Bytes
  }): void
  /** Share of the cells at least `depth` inside whose opacity is below `level`, by every third cell. */
  translucentShare(args: {
    readonly alpha: Floats
    /** Distance to the background. */
    readonly depths: Floats
    readonly cells: number
    readonly depth: number
    readonly level: number
  }): number
  /** Sets a mask where another one is set. */
  uniteMasks(args: {
    readonly mask: Bytes
    readonly cells: number
    /** In place. */
    readonly target: Bytes
  }): void
  /** Rows of floats as samples for `filterPlane`, with `pad` copies of its first and last value around each row. */
  unpackPlane(args: {
    readonly source: Floats
    /** Floats. */
    readonly sourceStride: number
    readonly rows: number
    readonly columns: number
    /** Result: the first row's padding comes first. */
    readonly target: Samples
    readonly stride: number
    readonly pad: number
  }): void
  /** Rows of 8-bit RGB as samples for `filterRgb`, with `pad` copies of its first and last pixel around each row. */
  unpackRgb(args: {
    /** 8-bit RGB. */
    readonly source: Bytes
    /** From one source row to the next. */
    readonly rowBytes: number
    readonly rows: number
    readonly columns: number
    /** Result: the first row's padding comes first. */
    readonly target: Samples
    /** From one target row to the next, samples. */
    readonly stride: number
    readonly pad: number
  }): void
  /** The level, 0..1, that a share of the values reaches: a quantile by a histogram of 4096 bins, exact to one bin. */
  upperQuantile(args: {
    readonly values: Floats
    readonly count: number
    readonly share: number
  }): number
}

/** What the compiled module exports. Numbers in it have lost their names. */
export interface KernelModule {
  readonly memory: { readonly buffer: ArrayBuffer }
  argumentsAddress(): number
  reserve(bytes: number): number
  scratchTop(): number
  release(mark: number): void
  applyLinearModel(args: number): void
  applyOverrides(alpha: number, overrides: number, cells: number): void
  areaSample(args: number): void
  bilinearSample(args: number): void
  blendFisher(args: number): void
  boundClothAlpha(args: number): void
  boxBlur(source: number, width: number, height: number, radius: number, target: number): void
  boxDownsample(data: number, rowBytes: number, columns: number, rows: number, factor: number, target: number): void
  buildTrimap(alpha: number, distance: number, cells: number, innerBand: number, outerBand: number, trimap: number): void
  clipAlphaToFrame(args: number): void
  colourHistograms(args: number): void
  composeCleanMatte(args: number): void
  compositeOver(args: number): void
  dilateWithin(mask: number, toCore: number, reach: number, cells: number, target: number): void
  distanceTransform(mask: number, isSet: number, width: number, height: number, far: number, target: number): void
  dominantLabel(args: number): number
  downsamplePlane(plane: number, size: number, target: number): void
  downsampleTrimap(args: number): void
  estimateForeground(args: number): void
  excludeBystanders(overrides: number, size: number, heads: number, count: number, aspect: number): void
  fillHoles(labels: number, isFilled: number, cells: number, mask: number, alpha: number, overrides: number): void
  filterPlane(args: number): void
  filterRgb(args: number): void
  findMaskRow(mask: number, width: number, height: number, isFirst: number): number
  fitGuidedFilter(args: number): void
  gatherBackground(args: number): number
  gatherChest(args: number): number
  gatherMasked(plane: number, size: number, mask: number, target: number): number
  guidedFilter(args: number): void
  initialiseOverrides(face: number, cells: number, overrides: number): void
  interleavedToPlanar(data: number, pixels: number, offset: number, scale: number, target: number): void
  keepGaps(gaps: number, cells: number, overrides: number): void
  labelComponents(mask: number, isSet: number, width: number, height: number, labels: number, sizes: number): number
  logLikelihoodRatios(background: number, foreground: number, unseen: number, ratios: number): void
  mapLabels(labels: number, table: number, pixels: number, target: number): void
  markKnown(alpha: number, cells: number, background: number, foreground: number, mask: number): void
  markNeckGaps(labels: number, alpha: number, size: number, kinds: number, threshold: number, target: number): void
  markOpenHoles(labels: number, size: number, faceX: number, chestHalf: number, isOpen: number): void
  markUnknown(alpha: number, size: number, background: number, foreground: number, unknown: number): void
  measureHoles(args: number): void
  measureNeckGaps(args: number): void
  measureProtrusions(labels: number, toBody: number, size: number, reach: number): void
  multiplyPlane(plane: number, by: number, cells: number): void
  packRgb(source: number, pixels: number, target: number): void
  padPlane(target: number, stride: number, rows: number, columns: number, pad: number): void
  padRgb(target: number, stride: number, rows: number, columns: number, pad: number): void
  plateauGain(alpha: number, depths: number, size: number, depth: number, radius: number, gain: number): void
  resolveUnknownBand(args: number): void
  samplePortrait(args: number): void
  scanPolygon(args: number): number
  splitByLabel(labels: number, label: number, cells: number, own: number, others: number): void
  subtractMask(mask: number, other: number, cells: number, target: number): void
  thresholdMask(values: number, cells: number, threshold: number, mask: number): void
  thresholdSubject(args: number): void
  translucentShare(alpha: number, depths: number, cells: number, depth: number, level: number): number
  uniteMasks(mask: number, cells: number, target: number): void
  unpackPlane(args: number): void
  unpackRgb(args: number): void
  upperQuantile(values: number, count: number, share: number): number
}

export const bindKernels = (wasm: KernelModule): Kernels => {
  const address = wasm.argumentsAddress()
  // Anew for each call: memory that grows gets another buffer.
  const argumentsView = () => new DataView(wasm.memory.buffer, address, 512)
  return {
    applyLinearModel: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.data, true)
      view.setInt32(4, args.rowBytes, true)
      view.setInt32(8, args.width, true)
      view.setInt32(12, args.height, true)
      view.setUint32(16, args.alpha, true)
      view.setUint32(20, args.trimap, true)
      view.setInt32(24, args.size, true)
      view.setUint32(28, args.model, true)
      view.setUint32(32, args.bounds, true)
      view.setInt32(36, args.boundedRow, true)
      view.setUint32(40, args.target, true)
      return wasm.applyLinearModel(address)
    },
    applyOverrides: (args) => wasm.applyOverrides(args.alpha, args.overrides, args.cells),
    areaSample: (args) => {
      const view = argumentsView()
      view.setFloat32(0, args.a, true)
      view.setFloat32(4, args.b, true)
      view.setFloat32(8, args.c, true)
      view.setFloat32(12, args.d, true)
      view.setFloat32(16, args.e, true)
      view.setFloat32(20, args.f, true)
      view.setUint32(24, args.data, true)
      view.setInt32(28, args.width, true)
      view.setInt32(32, args.height, true)
      view.setInt32(36, args.size, true)
      view.setInt32(40, args.perAxis, true)
      view.setFloat32(44, args.outside, true)
      view.setFloat32(48, args.offset, true)
      view.setFloat32(52, args.scale, true)
      view.setUint32(56, args.target, true)
      return wasm.areaSample(address)
    },
    bilinearSample: (args) => {
      const view = argumentsView()
      view.setFloat32(0, args.a, true)
      view.setFloat32(4, args.b, true)
      view.setFloat32(8, args.c, true)
      view.setFloat32(12, args.d, true)
      view.setFloat32(16, args.e, true)
      view.setFloat32(20, args.f, true)
      view.setUint32(24, args.data, true)
      view.setInt32(28, args.width, true)
      view.setInt32(32, args.height, true)
      view.setInt32(36, args.size, true)
      view.setInt32(40, args.perAxis, true)
      view.setFloat32(44, args.outside, true)
      view.setFloat32(48, args.offset, true)
      view.setFloat32(52, args.scale, true)
      view.setUint32(56, args.target, true)
      return wasm.bilinearSample(address)
    },
    blendFisher: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.colours, true)
      view.setUint32(4, args.known, true)
      view.setUint32(8, args.unknown, true)
      view.setInt32(12, args.width, true)
      view.setInt32(16, args.height, true)
      view.setInt32(20, args.radius, true)
      view.setFloat64(24, args.separationFrom, true)
      view.setFloat64(32, args.separationTo, true)
      view.setFloat64(40, args.hazeSure, true)
      view.setFloat64(48, args.hazeUnsure, true)
      view.setUint32(56, args.model, true)
      return wasm.blendFisher(address)
    },
    boundClothAlpha: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.alpha, true)
      view.setUint32(4, args.trimap, true)
      view.setInt32(8, args.size, true)
      view.setInt32(12, args.firstRow, true)
      view.setFloat32(16, args.chinRow, true)
      view.setFloat32(20, args.clothFrom, true)
      view.setFloat32(24, args.clothTo, true)
      view.setUint32(28, args.toHair, true)
      view.setInt32(32, args.hairRow, true)
      view.setFloat32(36, args.near, true)
      view.setFloat32(40, args.far, true)
      view.setUint32(44, args.bounds, true)
      return wasm.boundClothAlpha(address)
    },
    boxBlur: (args) => wasm.boxBlur(args.source, args.width, args.height, args.radius, args.target),
    boxDownsample: (args) => wasm.boxDownsample(args.data, args.rowBytes, args.columns, args.rows, args.factor, args.target),
    buildTrimap: (args) => wasm.buildTrimap(args.alpha, args.distance, args.cells, args.innerBand, args.outerBand, args.trimap),
    clipAlphaToFrame: (args) => {
      const view = argumentsView()
      view.setFloat64(0, args.a, true)
      view.setFloat64(8, args.b, true)
      view.setFloat64(16, args.c, true)
      view.setFloat64(24, args.d, true)
      view.setFloat64(32, args.e, true)
      view.setFloat64(40, args.f, true)
      view.setUint32(48, args.alpha, true)
      view.setInt32(52, args.width, true)
      view.setInt32(56, args.height, true)
      view.setFloat64(64, args.frameWidth, true)
      view.setFloat64(72, args.frameHeight, true)
      return wasm.clipAlphaToFrame(address)
    },
    colourHistograms: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.alpha, true)
      view.setUint32(4, args.guide, true)
      view.setUint32(8, args.face, true)
      view.setInt32(12, args.size, true)
      view.setInt32(16, args.step, true)
      view.setFloat32(20, args.background, true)
      view.setFloat32(24, args.foreground, true)
      view.setFloat32(28, args.eyesX, true)
      view.setFloat32(32, args.chestTop, true)
      view.setFloat32(36, args.chestBottom, true)
      view.setFloat32(40, args.chestHalf, true)
      view.setUint32(44, args.backgroundCounts, true)
      view.setUint32(48, args.foregroundCounts, true)
      return wasm.colourHistograms(address)
    },
    composeCleanMatte: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.alpha, true)
      view.setInt32(4, args.size, true)
      view.setUint32(8, args.factors, true)
      view.setUint32(12, args.overrides, true)
      view.setUint32(16, args.body, true)
      view.setUint32(20, args.gain, true)
      view.setUint32(24, args.depth, true)
      view.setUint32(28, args.toBody, true)
      view.setUint32(32, args.toBackgroundObjects, true)
      view.setFloat32(36, args.opaqueDepth, true)
      view.setFloat32(40, args.reach, true)
      view.setUint32(44, args.target, true)
      return wasm.composeCleanMatte(address)
    },
    compositeOver: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.data, true)
      view.setUint32(4, args.alpha, true)
      view.setInt32(8, args.pixels, true)
      view.setFloat32(12, args.red, true)
      view.setFloat32(16, args.green, true)
      view.setFloat32(20, args.blue, true)
      view.setUint32(24, args.target, true)
      return wasm.compositeOver(address)
    },
    dilateWithin: (args) => wasm.dilateWithin(args.mask, args.toCore, args.reach, args.cells, args.target),
    distanceTransform: (args) => wasm.distanceTransform(args.mask, Number(args.isSet), args.width, args.height, args.far, args.target),
    dominantLabel: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.labels, true)
      view.setUint32(4, args.sizes, true)
      view.setInt32(8, args.count, true)
      view.setInt32(12, args.width, true)
      view.setInt32(16, args.height, true)
      view.setFloat64(24, args.x, true)
      view.setFloat64(32, args.y, true)
      view.setFloat64(40, args.radius, true)
      return wasm.dominantLabel(address)
    },
    downsamplePlane: (args) => wasm.downsamplePlane(args.plane, args.size, args.target),
    downsampleTrimap: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.alpha, true)
      view.setUint32(4, args.guide, true)
      view.setUint32(8, args.trimap, true)
      view.setInt32(12, args.size, true)
      view.setUint32(16, args.colours, true)
      view.setUint32(20, args.known, true)
      view.setUint32(24, args.unknown, true)
      return wasm.downsampleTrimap(address)
    },
    estimateForeground: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.data, true)
      view.setUint32(4, args.alpha, true)
      view.setInt32(8, args.width, true)
      view.setInt32(12, args.height, true)
      view.setInt32(16, args.wideRadius, true)
      view.setInt32(20, args.fineRadius, true)
      view.setUint32(24, args.target, true)
      return wasm.estimateForeground(address)
    },
    excludeBystanders: (args) => wasm.excludeBystanders(args.overrides, args.size, args.heads, args.count, args.aspect),
    fillHoles: (args) => wasm.fillHoles(args.labels, args.isFilled, args.cells, args.mask, args.alpha, args.overrides),
    filterPlane: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.source, true)
      view.setInt32(4, args.stride, true)
      view.setInt32(8, args.rows, true)
      view.setInt32(12, args.columns, true)
      view.setInt32(16, args.pad, true)
      view.setFloat64(24, args.start, true)
      view.setFloat64(32, args.startStep, true)
      view.setFloat64(40, args.step, true)
      view.setInt32(48, args.first, true)
      view.setUint32(52, args.weights, true)
      view.setInt32(56, args.count, true)
      view.setInt32(60, args.width, true)
      view.setUint32(64, args.target, true)
      view.setInt32(68, args.targetStride, true)
      return wasm.filterPlane(address)
    },
    filterRgb: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.source, true)
      view.setInt32(4, args.stride, true)
      view.setInt32(8, args.rows, true)
      view.setInt32(12, args.columns, true)
      view.setInt32(16, args.pad, true)
      view.setFloat64(24, args.start, true)
      view.setFloat64(32, args.startStep, true)
      view.setFloat64(40, args.step, true)
      view.setInt32(48, args.first, true)
      view.setUint32(52, args.weights, true)
      view.setInt32(56, args.count, true)
      view.setInt32(60, args.width, true)
      view.setUint32(64, args.target, true)
      view.setInt32(68, args.targetStride, true)
      return wasm.filterRgb(address)
    },
    findMaskRow: (args) => wasm.findMaskRow(args.mask, args.width, args.height, Number(args.isFirst)),
    fitGuidedFilter: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.colours, true)
      view.setUint32(4, args.unknown, true)
      view.setInt32(8, args.width, true)
      view.setInt32(12, args.height, true)
      view.setInt32(16, args.radius, true)
      view.setFloat64(24, args.epsilon, true)
      view.setUint32(32, args.model, true)
      return wasm.fitGuidedFilter(address)
    },
    gatherBackground: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.opacity, true)
      view.setUint32(4, args.inside, true)
      view.setInt32(8, args.width, true)
      view.setInt32(12, args.height, true)
      view.setInt32(16, args.radius, true)
      view.setFloat32(20, args.threshold, true)
      view.setUint32(24, args.indices, true)
      return wasm.gatherBackground(address)
    },
    gatherChest: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.plane, true)
      view.setInt32(4, args.size, true)
      view.setFloat32(8, args.x, true)
      view.setFloat32(12, args.y, true)
      view.setFloat32(16, args.across, true)
      view.setFloat32(20, args.down, true)
      view.setFloat32(24, args.axisX, true)
      view.setFloat32(28, args.axisY, true)
      view.setFloat32(32, args.from, true)
      view.setFloat32(36, args.to, true)
      view.setFloat32(40, args.neck, true)
      view.setFloat32(44, args.widensFrom, true)
      view.setFloat32(48, args.slope, true)
      view.setUint32(52, args.target, true)
      return wasm.gatherChest(address)
    },
    gatherMasked: (args) => wasm.gatherMasked(args.plane, args.size, args.mask, args.target),
    guidedFilter: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.source, true)
      view.setUint32(4, args.guide, true)
      view.setInt32(8, args.width, true)
      view.setInt32(12, args.height, true)
      view.setInt32(16, args.radius, true)
      view.setFloat64(24, args.epsilon, true)
      view.setUint32(32, args.target, true)
      return wasm.guidedFilter(address)
    },
    initialiseOverrides: (args) => wasm.initialiseOverrides(args.face, args.cells, args.overrides),
    interleavedToPlanar: (args) => wasm.interleavedToPlanar(args.data, args.pixels, args.offset, args.scale, args.target),
    keepGaps: (args) => wasm.keepGaps(args.gaps, args.cells, args.overrides),
    labelComponents: (args) => wasm.labelComponents(args.mask, Number(args.isSet), args.width, args.height, args.labels, args.sizes),
    logLikelihoodRatios: (args) => wasm.logLikelihoodRatios(args.background, args.foreground, args.unseen, args.ratios),
    mapLabels: (args) => wasm.mapLabels(args.labels, args.table, args.pixels, args.target),
    markKnown: (args) => wasm.markKnown(args.alpha, args.cells, args.background, args.foreground, args.mask),
    markNeckGaps: (args) => wasm.markNeckGaps(args.labels, args.alpha, args.size, args.kinds, args.threshold, args.target),
    markOpenHoles: (args) => wasm.markOpenHoles(args.labels, args.size, args.faceX, args.chestHalf, args.isOpen),
    markUnknown: (args) => wasm.markUnknown(args.alpha, args.size, args.background, args.foreground, args.unknown),
    measureHoles: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.labels, true)
      view.setUint32(4, args.isOpen, true)
      view.setUint32(8, args.alpha, true)
      view.setInt32(12, args.size, true)
      view.setFloat32(16, args.faceX, true)
      view.setFloat32(20, args.faceY, true)
      view.setFloat32(24, args.radius, true)
      view.setUint32(28, args.sums, true)
      view.setUint32(32, args.columns, true)
      view.setUint32(36, args.isInFace, true)
      return wasm.measureHoles(address)
    },
    measureNeckGaps: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.labels, true)
      view.setUint32(4, args.alpha, true)
      view.setInt32(8, args.size, true)
      view.setFloat32(12, args.faceX, true)
      view.setFloat32(16, args.faceY, true)
      view.setFloat32(20, args.headCells, true)
      view.setFloat32(24, args.from, true)
      view.setFloat32(28, args.to, true)
      view.setFloat32(32, args.top, true)
      view.setFloat32(36, args.bottom, true)
      view.setFloat32(40, args.threshold, true)
      view.setUint32(44, args.sums, true)
      view.setUint32(48, args.clearCells, true)
      view.setUint32(52, args.elsewhere, true)
      return wasm.measureNeckGaps(address)
    },
    measureProtrusions: (args) => wasm.measureProtrusions(args.labels, args.toBody, args.size, args.reach),
    multiplyPlane: (args) => wasm.multiplyPlane(args.plane, args.by, args.cells),
    packRgb: (args) => wasm.packRgb(args.source, args.pixels, args.target),
    padPlane: (args) => wasm.padPlane(args.target, args.stride, args.rows, args.columns, args.pad),
    padRgb: (args) => wasm.padRgb(args.target, args.stride, args.rows, args.columns, args.pad),
    plateauGain: (args) => wasm.plateauGain(args.alpha, args.depths, args.size, args.depth, args.radius, args.gain),
    resolveUnknownBand: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.alpha, true)
      view.setUint32(4, args.guide, true)
      view.setUint32(8, args.face, true)
      view.setInt32(12, args.size, true)
      view.setInt32(16, args.step, true)
      view.setFloat32(20, args.unknownFrom, true)
      view.setFloat32(24, args.free, true)
      view.setFloat32(28, args.held, true)
      view.setUint32(32, args.ratios, true)
      view.setFloat32(36, args.ratioFrom, true)
      view.setFloat32(40, args.ratioTo, true)
      view.setFloat32(44, args.remainder, true)
      view.setUint32(48, args.factors, true)
      return wasm.resolveUnknownBand(address)
    },
    samplePortrait: (args) => {
      const view = argumentsView()
      view.setFloat32(0, args.a, true)
      view.setFloat32(4, args.b, true)
      view.setFloat32(8, args.c, true)
      view.setFloat32(12, args.d, true)
      view.setFloat32(16, args.e, true)
      view.setFloat32(20, args.f, true)
      view.setUint32(24, args.data, true)
      view.setInt32(28, args.bytes, true)
      view.setInt32(32, args.columns, true)
      view.setInt32(36, args.rows, true)
      view.setFloat32(40, args.left, true)
      view.setFloat32(44, args.top, true)
      view.setFloat32(48, args.factor, true)
      view.setFloat32(52, args.pictureWidth, true)
      view.setFloat32(56, args.pictureHeight, true)
      view.setInt32(60, args.width, true)
      view.setInt32(64, args.height, true)
      view.setUint32(68, args.alpha, true)
      view.setInt32(72, args.alphaLeft, true)
      view.setInt32(76, args.alphaTop, true)
      view.setInt32(80, args.alphaWidth, true)
      view.setInt32(84, args.alphaHeight, true)
      view.setUint32(88, args.rgb, true)
      view.setUint32(92, args.luma, true)
      view.setUint32(96, args.opacity, true)
      view.setUint32(100, args.inside, true)
      return wasm.samplePortrait(address)
    },
    scanPolygon: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.points, true)
      view.setInt32(4, args.corners, true)
      view.setUint32(8, args.mask, true)
      view.setUint32(12, args.values, true)
      view.setFloat32(16, args.threshold, true)
      view.setInt32(20, args.width, true)
      view.setInt32(24, args.height, true)
      view.setUint32(28, args.indices, true)
      return wasm.scanPolygon(address)
    },
    splitByLabel: (args) => wasm.splitByLabel(args.labels, args.label, args.cells, args.own, args.others),
    subtractMask: (args) => wasm.subtractMask(args.mask, args.other, args.cells, args.target),
    thresholdMask: (args) => wasm.thresholdMask(args.values, args.cells, args.threshold, args.mask),
    thresholdSubject: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.alpha, true)
      view.setInt32(4, args.size, true)
      view.setFloat32(8, args.faceX, true)
      view.setFloat32(12, args.faceY, true)
      view.setFloat32(16, args.headCells, true)
      view.setFloat32(20, args.level, true)
      view.setFloat32(24, args.chestLevel, true)
      view.setFloat32(28, args.from, true)
      view.setFloat32(32, args.neck, true)
      view.setFloat32(36, args.slope, true)
      view.setFloat32(40, args.most, true)
      view.setUint32(44, args.mask, true)
      return wasm.thresholdSubject(address)
    },
    translucentShare: (args) => wasm.translucentShare(args.alpha, args.depths, args.cells, args.depth, args.level),
    uniteMasks: (args) => wasm.uniteMasks(args.mask, args.cells, args.target),
    unpackPlane: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.source, true)
      view.setInt32(4, args.sourceStride, true)
      view.setInt32(8, args.rows, true)
      view.setInt32(12, args.columns, true)
      view.setUint32(16, args.target, true)
      view.setInt32(20, args.stride, true)
      view.setInt32(24, args.pad, true)
      return wasm.unpackPlane(address)
    },
    unpackRgb: (args) => {
      const view = argumentsView()
      view.setUint32(0, args.source, true)
      view.setInt32(4, args.rowBytes, true)
      view.setInt32(8, args.rows, true)
      view.setInt32(12, args.columns, true)
      view.setUint32(16, args.target, true)
      view.setInt32(20, args.stride, true)
      view.setInt32(24, args.pad, true)
      return wasm.unpackRgb(address)
    },
    upperQuantile: (args) => wasm.upperQuantile(args.values, args.count, args.share),
  }
}
