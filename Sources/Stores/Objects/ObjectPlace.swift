internal import Diagnostics
internal import Files
internal import HTTP
internal import Threads

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A place of a bucket, about which its service is asked, and to and from which files are brought, without starting a program.
///
/// It takes plain answers only. To whatever else there is, `nil` is the answer here, and rclone is to be asked: it knows how
/// services differ, and is whose words messages are made of.
struct ObjectPlace: Sendable {
    let service: ObjectService
    let bucket: String
    /// What keys of the place begin with: nothing, or a path with a slash at its end.
    let top: String
    let location: StoreLocation

    /// Bytes of a page of a listing. A thousand objects with the longest keys have less.
    private static let longestPage = 16 << 20

    /// A place where keys begin with `prefix`.
    init(_ service: ObjectService, bucket: String, prefix: String, _ location: StoreLocation) {
        self.service = service
        self.bucket = bucket
        self.location = location
        top = prefix.isEmpty ? "" : prefix + "/"
    }

    /// The files at `keys`, in their order; `nil` where there is none.
    func files(
        at keys: [StoreKey], _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> [StoreEntry?]? {
        guard keys.allSatisfy({ Self.isPlain($0.text) }) else { return nil }
        return try await answer(isCancelled) { (stopped) throws(StoreError) in
            let heads = try heads(of: keys.map { top + $0.text }, stopped)
            return zip(keys, heads).map { key, head in
                head.map { StoreEntry(key: key, size: $0.size, modified: $0.modified, md5: $0.md5) }
            }
        }
    }

    /// Whether anything lies in `folder`.
    func holdsAnything(
        in folder: StoreKey?, _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> Bool? {
        let wanted = Page(top: prefix(of: folder), most: 1)
        return try await answer(isCancelled) { (stopped) throws(StoreError) in
            try pages([wanted], delimited: true, stopped).first.map { !$0.isEmpty }
        }
    }

    /// What lies in `folder`, with paths from there, down to so many levels.
    func items(
        in folder: StoreKey?, depth: Int, withTimes: Bool, _ isCancelled: CancellationCheck
    ) async throws(StoreError) -> [RemoteItem]? {
        let prefix = prefix(of: folder)
        return try await answer(isCancelled) { (stopped) throws(StoreError) in
            let (objects, folders) = try list(prefix, depth: depth, stopped)
            let paths = objects.map(\.key) + folders
            guard paths.allSatisfy(Self.isPlain) else { return nil }
            // What was written in parts has no hash for a tag, and times are what the owner noted down.
            let asked = objects.indices.filter { withTimes || objects[$0].md5 == nil }
            let heads = try heads(of: asked.map { prefix + objects[$0].key }, stopped)
            let headOf = Dictionary(uniqueKeysWithValues: zip(asked, heads))
            return folders.map { RemoteItem(folder: $0) }
                + objects.indices.compactMap { index in
                    let object = objects[index]
                    guard let asked = headOf[index] else {
                        return RemoteItem(object.key, size: object.size, md5: object.md5)
                    }
                    // One that is gone by now has none.
                    return asked.map { head in
                        RemoteItem(
                            object.key, size: head.size, modified: withTimes ? head.modified : nil, md5: head.md5)
                    }
                }
        }
    }

    /// The bytes of a small file.
    func contents(of entry: StoreEntry, _ isCancelled: CancellationCheck) async throws(StoreError) -> [UInt8]? {
        guard Self.isPlain(entry.key.text), entry.size <= Self.longestPage else { return nil }
        let url = service.url(bucket: bucket, key: top + entry.key.text)
        return try await answer(isCancelled) { (stopped) throws(StoreError) in
            try service.ask(
                1, stopped, { _ in HTTPRequest(url: url, .whole(most: entry.size)) },
                { _, answer in
                    verdict(answer) { $0.status == 200 && $0.bytes.count == entry.size ? $0.bytes : nil }
                }
            ).first
        }
    }

    private func prefix(of folder: StoreKey?) -> String { top + (folder.map { $0.text + "/" } ?? "") }

    /// Whether rclone has the same name for it. A few characters stand for others in its names, and it has its own way with
    /// components that are empty or mean a folder.
    static func isPlain(_ path: String) -> Bool {
        path.unicodeScalars.allSatisfy { !"\u{201B}\u{2400}\u{FF0E}\u{FF0F}".unicodeScalars.contains($0) }
            && path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
                !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
            }
    }
}

// MARK: - Requests

extension ObjectPlace {
    /// Does what blocks where nothing else waits for it; `nil` where rclone is to be asked.
    func answer<Value: Sendable>(
        _ isCancelled: CancellationCheck,
        _ work: @escaping @Sendable (@escaping @Sendable () -> Bool) throws(StoreError) -> Value?
    ) async throws(StoreError) -> Value? {
        let ended = Cancellation()
        let result = await withTaskCancellationHandler {
            await runBlocking { () -> Result<Value?, StoreError> in
                Result { () throws(StoreError) in try work { isCancelled.isSet(orEnded: ended) } }
            }
        } onCancel: {
            ended.cancel()
        }
        do throws(StoreError) { return try result.get() } catch {
            // A service that says nothing says nothing to rclone either, which would take as long again.
            if case .remote(let failure) = error, failure.cause != .mute { return nil }
            throw error
        }
    }

    /// What an answer is good for: for what `read` makes of it, or for asking rclone.
    func verdict<Value>(
        _ answer: Result<HTTPAnswer, HTTPFailure>, _ read: (HTTPAnswer) -> Value?
    ) -> ObjectService.Verdict<Value> {
        switch answer {
        case .failure(let failure):
            let told = service.failure(failure, at: location)
            return told.cause == .temporary ? .again(told) : .bad(.remote(told))
        case .success(let answer):
            if let value = read(answer) { return .good(value) }
            let isBusy = [408, 429, 500, 502, 503, 504].contains(answer.status)
            let told = service.failure(isBusy ? .temporary : .other, at: location, "status \(answer.status)")
            return isBusy ? .again(told) : .bad(.remote(told))
        }
    }

    /// What the service tells of each of these objects of the bucket; `nil` where there is none.
    private func heads(of keys: [String], _ isCancelled: () -> Bool) throws(StoreError) -> [ObjectHead?] {
        try service.ask(
            keys.count, isCancelled,
            { HTTPRequest(url: service.url(bucket: bucket, key: keys[$0]), .headers) },
            { _, answer in
                verdict(answer) { answer in
                    answer.status == 404 ? .some(nil) : ObjectHead(answer).map { .some($0) }
                }
            })
    }

    /// A page of a listing that is wanted.
    private struct Page {
        /// What is listed, and the folder of it that the page is of: nothing, or a path with a slash at its end.
        let top: String
        var path = ""
        /// How far down that is, from 1.
        var level = 1
        var most = 1000
        /// The last name of the page before.
        var marker: String?

        var prefix: String { top + path }
    }

    private func pages(
        _ wanted: [Page], delimited: Bool, _ isCancelled: () -> Bool
    ) throws(StoreError) -> [ObjectPage] {
        try service.ask(
            wanted.count, isCancelled,
            { number in
                let page = wanted[number]
                var fields = ["max-keys": "\(page.most)", "prefix": page.prefix]
                if delimited { fields["delimiter"] = "/" }
                if let marker = page.marker { fields["marker"] = marker }
                return HTTPRequest(url: service.url(bucket: bucket, fields), .whole(most: Self.longestPage))
            },
            { number, answer in
                verdict(answer) { answer in
                    answer.status == 200
                        ? ObjectPage(answer.bytes, prefix: wanted[number].prefix, after: wanted[number].marker) : nil
                }
            })
    }

    /// The objects below `prefix`, down to so many levels, and the folders that they lie in, by paths from there.
    private func list(
        _ prefix: String, depth: Int, _ isCancelled: () -> Bool
    ) throws(StoreError) -> (objects: [ObjectPage.Object], folders: [String]) {
        let isDelimited = depth != .max
        var objects: [ObjectPage.Object] = []
        var folders: Set<String> = []
        var wanted = [Page(top: prefix)]
        while !wanted.isEmpty {
            let answers = try pages(wanted, delimited: isDelimited, isCancelled)
            var next: [Page] = []
            for (page, answer) in zip(wanted, answers) {
                let below = page.path
                objects += answer.objects.map { ObjectPage.Object(key: below + $0.key, size: $0.size, md5: $0.md5) }
                for folder in answer.folders {
                    folders.insert(below + folder)
                    if page.level < depth {
                        next.append(Page(top: prefix, path: below + folder + "/", level: page.level + 1))
                    }
                }
                if let marker = answer.next {
                    var page = page
                    page.marker = marker
                    next.append(page)
                }
            }
            wanted = next
        }
        if !isDelimited { for object in objects { folders.formUnion(Self.folders(above: object.key)) } }
        return (objects, Array(folders))
    }

    /// `a` and `a/b` for `a/b/c`.
    private static func folders(above key: String) -> [String] {
        key.utf8.indices.filter { key.utf8[$0] == UInt8(ascii: "/") }.map { String(key[..<$0]) }
    }
}

extension CancellationCheck {
    /// The same for a thread that is no task's: whether the task was `ended` is told apart.
    fileprivate func isSet(orEnded ended: Cancellation) -> Bool {
        switch self {
        case .flag(let flag): flag.isCancelled
        case .task: ended.isCancelled
        case .either(let flag): flag.isCancelled || ended.isCancelled
        }
    }
}
