internal import ArgumentParser

/// A setting of `canopy postprocess`, declared once. Of it are made the option, the variables and what both may be, the
/// start's print-out, the manual's ENVIRONMENT and README's table.
struct Setting<Value: Sendable>: Sendable {
    /// The option's name, without hyphens before it.
    let option: String
    /// Variables of the contract, whose workflows know no others.
    var contract: [String] = []
    /// What it is about.
    let help: ArgumentHelp
    /// What the option says that begins with `no-`, of one that is yes or no.
    var negation: String?
    /// What holds where nobody says anything, as tables have it.
    let fallback: String
    /// The whole numbers that it may be.
    var range: ClosedRange<Int>?
    /// How a shell completes its value.
    var completion: CompletionKind?
    /// Reads the variable of that name.
    let read: @Sendable (_ variables: inout Variables, _ name: String) -> Value?
    /// What is in force, as the start prints it; `nil` where there is nothing to tell.
    var shown: @Sendable (PostprocessSettings) -> String? = { _ in nil }

    /// The variable that every option has, for pods, which have nothing else.
    var variable: String { "CANOPY_" + option.uppercased().replacing("-", with: "_") }
}

/// What lists and tables know of a setting.
protocol SettingDescription: Sendable {
    var option: String { get }
    var variable: String { get }
    var contract: [String] { get }
    var fallback: String { get }
    var shown: @Sendable (PostprocessSettings) -> String? { get }
}

extension Setting: SettingDescription {}

extension Variables {
    /// What a setting is: its option, else the first of its variables that is set; `nil` where its default holds.
    ///
    /// - Parameter contract: Other names than those of the first version's contract.
    // In each of its many callers this would be most of what they are compiled to.
    @inline(never)
    mutating func value<Value>(
        of setting: Setting<Value>, option: Value?, contract: [String]? = nil
    ) -> Value? {
        if let option { return option }
        let names = [setting.variable] + (contract ?? setting.contract)
        guard let name = names.first(where: { text($0) != nil }) else { return nil }
        return setting.read(&self, name)
    }
}

extension Setting {
    /// What it is about, with what holds where nobody says anything, and what its negation says.
    fileprivate var fullHelp: ArgumentHelp {
        var help = help
        if !help.abstract.contains("default"), Value.self != Bool.self, fallback != "required" {
            help.abstract += " By default \(fallback)."
        }
        if Value.self == Bool.self {
            let isDefault = help.abstract.contains("By default") ? "" : ", which is the default"
            help.abstract += " With --no-\(option): \(negation ?? "do not")\(isDefault)."
        }
        return help
    }
}

extension Option {
    /// The option of a setting whose values ArgumentParser reads.
    init<Choice: ExpressibleByArgument & Sendable>(_ setting: Setting<Choice>) where Value == Choice? {
        self.init(name: .customLong(setting.option), help: setting.fullHelp, completion: setting.completion)
    }

    /// The option of a setting whose values have a form to be told.
    init<Formed: FormedArgument & Sendable>(_ setting: Setting<Formed>) where Value == Formed? {
        self.init(
            name: .customLong(setting.option), help: setting.fullHelp, completion: setting.completion,
            transform: Formed.read)
    }

    /// The option of a setting that is a whole number.
    init(_ setting: Setting<Int>) where Value == Int? {
        self.init(
            name: .customLong(setting.option), help: setting.fullHelp,
            transform: Number.whole(in: setting.range ?? 0...Int.max))
    }
}

extension Flag where Value == Bool? {
    /// The option of a setting that is yes or no.
    init(_ setting: Setting<Bool>) {
        self.init(name: .customLong(setting.option), inversion: .prefixedNo, help: setting.fullHelp)
    }
}
