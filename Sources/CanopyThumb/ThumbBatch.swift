public import Diagnostics
internal import Raster
public import RasterIO
internal import Threads

extension Thumb {
    /// A raster and the picture that is to be made of it.
    public struct Job: Sendable {
        fileprivate let files: Conversion
        fileprivate let progress: Progress

        /// The picture, the output of `files`, of their raster.
        public init(_ files: Conversion, progress: Progress = Progress()) {
            self.files = files
            self.progress = progress
        }
    }

    /// Bytes beside a picture that reading its raster usually takes.
    private static let usualReading = 32 << 20

    /// Makes several pictures, some side by side, since one keeps one core busy. They share the memory.
    ///
    /// - Parameter limit: How many at once, at most.
    /// - Returns: What came of each, in their order.
    public func run(_ jobs: [Job], atOnce limit: Int) -> [Result<Report, ThumbError>] {
        let picture = StripReadingPlan.pictureBytes(Size(width: options.maxDim, height: options.maxDim))
        let workers = max(1, min(limit, jobs.count, options.memory / Int.sum(picture, Self.usualReading)))
        guard workers > 1 else { return jobs.map(result) }
        var shared = options
        shared.memory = options.memory / workers
        let share = Thumb(options: shared)

        let state = Monitor((next: 0, results: [Int: Result<Report, ThumbError>]()))
        Workers.run(workers) { _ in
            while true {
                let number = state.update { state in
                    defer { state.next += 1 }
                    return state.next
                }
                guard number < jobs.count else { return }
                let result = share.result(of: jobs[number])
                state.update { $0.results[number] = result }
            }
        }
        let results = state.update { $0.results }
        return jobs.enumerated().map { number, job in
            // What was too large for its share has all of the memory when it is alone.
            guard let result = results[number], !result.isTooLarge else { return self.result(of: job) }
            return result
        }
    }

    private func result(of job: Job) -> Result<Report, ThumbError> {
        do throws(ThumbError) {
            return .success(try run(job.files, progress: job.progress))
        } catch {
            return .failure(error)
        }
    }
}

extension Result<Thumb.Report, ThumbError> {
    fileprivate var isTooLarge: Bool { if case .failure(.tooLarge) = self { true } else { false } }
}
