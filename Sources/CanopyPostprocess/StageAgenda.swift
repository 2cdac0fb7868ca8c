internal import Files
internal import RasterIO
internal import Stores

/// What is to be made of a mission, and what of it can be made now.
struct StageAgenda: Sendable {
    /// Something to do.
    enum Task: Sendable {
        /// An output of the step of that place, with so much memory.
        case make(step: Int, PlannedOutput, Memory)
        /// Nothing is left to be made of the step of that place, which is to be told so.
        case end(step: Int)
        /// Everything is made, or being made.
        case nothing
    }

    /// Memory that an output is made in.
    struct Memory: Sendable {
        let bytes: Int
        /// Whether there is no more to be had by waiting.
        let isAll: Bool
        /// What it takes of the memory for outputs that are made side by side.
        fileprivate let shared: Int
    }

    /// What is still to be made, step by step.
    private var open: [[PlannedOutput]]
    private let costs: [StepCost]
    private let sizes: [StoreKey: Int]
    private let isOnLink: Bool
    /// Outputs that are being made.
    private var busy: Set<StoreKey> = []
    /// The one of them that keeps the whole machine busy, and the one that will do so next.
    private var onMachine: StoreKey?
    private var preparing: StoreKey?
    /// Outputs that are made, or will never be.
    private var settled: Set<StoreKey> = []
    /// Outputs that want all memory.
    private var postponed: Set<StoreKey> = []
    private var ended: [Bool]
    private var isEnding = false
    /// Bytes for pixels, those that are left for outputs beside the one that keeps the machine busy, and those that are taken.
    private let whole: Int
    private let beside: Int
    private var shared = 0

    /// - Parameters:
    ///   - parts: The outputs of each step.
    ///   - costs: What making one of them takes, for each step.
    ///   - sizes: Bytes of the products that they are made of.
    ///   - memory: Bytes for pixels.
    ///   - isOnLink: Whether files come from elsewhere or go there. Then the largest raster, which has the longest way, comes
    ///     before those that another one waits for, and one is begun while bytes of the one before it are still awaited. Else
    ///     that other one may be made of a raster's pixels meanwhile.
    init(
        of parts: [[PlannedOutput]], costs: [StepCost], sizes: [StoreKey: Int], memory: Int, isOnLink: Bool = false
    ) {
        self.isOnLink = isOnLink
        open = parts
        self.costs = costs
        ended = parts.map { _ in false }
        self.sizes = sizes
        whole = memory
        beside = MemoryShares(forPixels: memory).beside
    }

    /// What to do next, where these products are here and these outputs are made; `nil` where that is to be waited for. What
    /// is given counts as begun.
    mutating func next(_ here: Set<StoreKey>, made: Set<StoreKey>) -> Task? {
        // What a step says at its end may end the mission.
        guard !isEnding else { return nil }
        if let step = open.indices.first(where: { open[$0].isEmpty && !ended[$0] }) {
            ended[step] = true
            isEnding = true
            return .end(step: step)
        }
        guard open.contains(where: { !$0.isEmpty }) else { return .nothing }
        for (step, outputs) in open.enumerated() {
            let ready = outputs.filter { !busy.contains($0.key) && isReady($0, here, made) }
            // The largest has the longest way before it. Sizes are other people's numbers: not each has a negative. Before it come
            // those that another raster waits for, so that it need not wait for the end of the last.
            for output in ready.inOrder(of: { ~size(of: $0) }).inOrder(of: { rank(of: $0) }) {
                guard let memory = memory(for: output, costs[step]) else { continue }
                busy.insert(output.key)
                shared += memory.shared
                if onMachine != nil, costs[step] == .machine {
                    preparing = output.key
                } else if costs[step] == .machine || memory.isAll {
                    onMachine = output.key
                }
                return .make(step: step, output, memory)
            }
        }
        return nil
    }

    /// An output that can be made of the pixels of another one while that is made, where all else is made that it takes.
    func follower(of leader: PlannedOutput, made: Set<StoreKey>) -> PlannedOutput? {
        followers(of: leader).first { output in
            !busy.contains(output.key)
                && output.origins.first?.allSatisfy { $0 == leader.key || made.contains($0) } == true
        }
    }

    /// Says that an output is made of another one's pixels, and by nobody else.
    mutating func join(_ follower: PlannedOutput) { busy.insert(follower.key) }

    /// Says that an output is not made any more of another one's pixels. What has not come of it then is still to be made.
    mutating func part(_ follower: PlannedOutput) {
        busy.remove(follower.key)
        guard settled.contains(follower.key) else { return }
        for step in open.indices { open[step].removeAll { $0.key == follower.key } }
    }

    /// Says that a step has been told that nothing is left of it.
    mutating func closeStep() { isEnding = false }

    /// Says that nothing more is to be expected of an output.
    mutating func settle(_ output: PlannedOutput) { settled.insert(output.key) }

    /// Says that an output wants all memory.
    mutating func postpone(_ output: PlannedOutput) { postponed.insert(output.key) }

    /// Whether the work on an output may take the whole machine now.
    mutating func claim(_ output: PlannedOutput) -> Bool {
        if preparing == output.key, onMachine == nil { (onMachine, preparing) = (output.key, nil) }
        return preparing != output.key
    }

    /// Says that what is left of the work on an output takes one core and next to no memory.
    mutating func release(_ output: PlannedOutput) {
        if onMachine == output.key { onMachine = nil }
        if preparing == output.key { preparing = nil }
    }

    /// Says that the work on an output has ended. Gives whether it is over, and not to be done once more.
    mutating func close(_ output: PlannedOutput, _ memory: Memory) -> Bool {
        busy.remove(output.key)
        shared -= memory.shared
        release(output)
        if postponed.contains(output.key), !memory.isAll { return false }
        for step in open.indices { open[step].removeAll { $0.key == output.key } }
        return true
    }

    /// Whether nothing more is to be expected of an output.
    func isSettled(_ output: PlannedOutput) -> Bool { settled.contains(output.key) }

    private func isReady(_ output: PlannedOutput, _ here: Set<StoreKey>, _ made: Set<StoreKey>) -> Bool {
        guard here.isSuperset(of: output.inputs), !waits(output) else { return false }
        // Of a group in which something failed nothing can be made any more.
        let group = output.origins.first { $0.allSatisfy { made.contains($0) || !settled.contains($0) } }
        return group?.allSatisfy(made.contains) ?? true
    }

    /// The memory for an output; `nil` where it has to wait for some.
    private func memory(for output: PlannedOutput, _ cost: StepCost) -> Memory? {
        let isAlone = busy.isEmpty && !hasMachineWork
        switch cost {
        case .machine:
            let isFree = preparing == nil && (onMachine == nil || isOnLink)
            return isFree ? Memory(bytes: whole, isAll: false, shared: 0) : nil
        case .core where postponed.contains(output.key):
            return isAlone ? Memory(bytes: whole, isAll: true, shared: 0) : nil
        case .core(let memory):
            let limit = onMachine != nil || hasMachineWork ? beside : whole
            let bytes = min(memory, limit)
            guard shared + bytes <= limit else { return nil }
            return Memory(bytes: bytes, isAll: false, shared: max(bytes, 1))
        }
    }

    /// Whether outputs are to be made that keep the whole machine busy.
    private var hasMachineWork: Bool {
        zip(open, costs).contains { outputs, cost in cost == .machine && !outputs.isEmpty }
    }

    /// Rasters that another one is made of come first, and of these last the one of whose pixels it can be made meanwhile.
    private func rank(of output: PlannedOutput) -> Int {
        guard !isOnLink else { return 0 }
        if !followers(of: output).isEmpty { return 1 }
        let isAwaited = zip(open, costs).contains { outputs, cost in
            cost == .machine && outputs.contains { $0.origins.joined().contains(output.key) }
        }
        return isAwaited ? 0 : 2
    }

    /// What can be made of an output's pixels while these are made.
    private func followers(of leader: PlannedOutput) -> [PlannedOutput] {
        isOnLink ? [] : open.joined().filter { $0.leader == leader.key }
    }

    /// Whether what goes with an output's pixels is about to be made.
    private func waits(_ leader: PlannedOutput) -> Bool {
        followers(of: leader).contains { $0.origins.first?.contains(where: busy.contains) == true }
    }

    private func size(of output: PlannedOutput) -> Int { output.source.flatMap { sizes[$0] } ?? 0 }
}
