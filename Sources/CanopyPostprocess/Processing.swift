internal import CanopyCHM
internal import CanopyCOG
internal import CanopyCrop
internal import CanopyMatch
internal import CanopySync
internal import CanopyThumb
internal import Files
internal import Logging

/// The stage between download and upload: crops, canopy height models and thumbnails of one mission.
///
/// A product that fails costs that product; a canopy height model or a thumbnail that fails is a warning.
struct Processing: Sendable {
    let options: Postprocess.Options
    let logger: Logger

    /// Makes everything there is to make of a mission. Blocks until it is done.
    func run(_ work: inout MissionWork, progress: Progress) {
        let rasters = work.mission.products.filter(\.isRaster)
        let steps = Double(2 * (rasters.count + work.mission.makes.count))
        var step = 0.0
        func next() -> Progress {
            defer { step += 1 }
            return progress.part(step / steps...(step + 1) / steps)
        }

        for product in rasters {
            crop(product, &work, next())
            guard !progress.isCancelled else { return work.interrupt() }
        }
        if !rasters.isEmpty, work.made.isEmpty {
            return work.fail("none of its rasters could be cropped")
        }
        for type in work.mission.makes {
            makeCanopy(type, &work, next())
            guard !progress.isCancelled else { return work.interrupt() }
        }
        logger.info("\(work.mission.name): drawing thumbnails")
        makeThumbnails(&work, work.made.map { _ in next() })
        guard !progress.isCancelled else { return work.interrupt() }
        progress(1)
    }

    private func crop(_ product: Product, _ work: inout MissionWork, _ progress: Progress) {
        logger.info("\(work.mission.name): cropping \(product.entry.key.name)")
        var crop = Crop.Options()
        crop.boundary.combination = options.features
        crop.writing = options.writing
        crop.overwrite = true
        let target = work.workspace.products + "/" + product.output.text
        guard let input = work.inputs[product.entry.key], let boundary = work.boundary else { return }
        do throws(CropError) {
            let report = try Crop(options: crop).run(
                input: input, boundary: boundary, output: target, progress: progress)
            work.warn(report.warnings)
            work.add(product.output, at: target, type: product.type, raster: report.output, options)
        } catch {
            guard !error.isCancellation else { return }
            if !work.reasons.contains(error.description) { logger.error("\(work.mission.name): \(error)") }
            work.failures.append(Manifest.Failure(product: product.entry.key.text, reason: error.description))
        }
    }

    private func makeCanopy(_ type: String, _ work: inout MissionWork, _ progress: Progress) {
        guard let key = options.product(type, of: work.mission) else { return }
        var firstFailure: String?
        for pair in CanopyPairs.candidates(for: type, in: work.mission) {
            guard let dsm = work.raster(pair.dsm), let dtm = work.raster(pair.dtm) else {
                firstFailure = firstFailure ?? "not both \(pair.dsm) and \(pair.dtm) could be cropped"
                continue
            }
            logger.info("\(work.mission.name): making \(type) of \(pair.dsm) and \(pair.dtm)")
            var chm = CHM.Options()
            chm.writing = options.writing
            chm.overwrite = true
            let target = work.workspace.products + "/" + key.text
            do throws(CHMError) {
                let report = try CHM(options: chm).run(dsm: dsm.path, dtm: dtm.path, output: target, progress: progress)
                if let firstFailure {
                    work.warn(["\(type) is made of \(pair.dsm) and \(pair.dtm), because \(firstFailure)"])
                }
                work.warn(report.warnings)
                work.pairs.append(Manifest.Pair(output: key, dsm: dsm.key, dtm: dtm.key))
                return work.add(key, at: target, type: type, raster: report.output, options)
            } catch {
                guard !error.isCancellation else { return }
                firstFailure = firstFailure ?? "\(pair.dsm) and \(pair.dtm) failed: \(error)"
            }
        }
        if let firstFailure {
            work.warn(["no \(type) is made, because \(firstFailure)"])
        } else if !type.contains("-") {
            work.warn(["no \(type) is made: there is no pair of a surface and a terrain model"])
        }
    }

    /// What came of drawing a thumbnail: a picture, unless there is no key, and what is to be said.
    private struct Drawing: Sendable {
        var key: StoreKey?
        var path = ""
        var warnings: [String] = []
    }

    /// Draws the thumbnails of all rasters side by side: a picture keeps one core busy, and little memory.
    private func makeThumbnails(_ work: inout MissionWork, _ progress: [Progress]) {
        let rasters = work.made
        let drawings = Monitor((next: 0, done: rasters.map { _ in Drawing() }))
        Workers.run(min(max(options.writing.jobs, 1), max(rasters.count, 1))) { [work] _ in
            func next() -> Int {
                drawings.update { state in
                    defer { state.next += 1 }
                    return state.next
                }
            }
            var number = next()
            while number < rasters.count {
                let drawing = thumbnail(of: rasters[number], work, progress[number])
                drawings.update { $0.done[number] = drawing }
                number = next()
            }
        }
        for (raster, drawing) in zip(rasters, drawings.update { $0.done }) {
            work.warn(drawing.warnings)
            guard let key = drawing.key else { continue }
            work.add(key, at: drawing.path, type: raster.type, role: .thumbnail, options)
        }
    }

    private func thumbnail(of raster: MissionWork.Made, _ work: MissionWork, _ progress: Progress) -> Drawing {
        guard let key = options.thumbnail(raster.type, of: work.mission) else { return Drawing() }
        var thumb = Thumb.Options()
        thumb.maxDim = options.maxDim
        thumb.style = options.thumbStyle
        thumb.overwrite = true
        let target = work.workspace.products + "/" + key.text
        do throws(ThumbError) {
            let report = try Thumb(thumb).run(input: raster.path, output: target, progress: progress)
            return Drawing(key: key, path: target, warnings: report.warnings)
        } catch {
            return Drawing(warnings: progress.isCancelled ? [] : ["no thumbnail of \(raster.type): \(error)"])
        }
    }
}

extension MissionWork {
    /// The cropped raster of a type.
    fileprivate func raster(_ type: String) -> Made? { made.first { $0.type == type && $0.raster != nil } }

    fileprivate mutating func add(
        _ key: StoreKey, at path: String, type: String, role: Manifest.Role = .data, raster: RasterReport? = nil,
        _ options: Postprocess.Options
    ) {
        if options.output.isRemote { scratch.insert(path) }
        made.append(
            Made(
                key: key, path: path, role: role, type: type, raster: raster,
                isPublished: !options.output.isRemote))
    }
}
