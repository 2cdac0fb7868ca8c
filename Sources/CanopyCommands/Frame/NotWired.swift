/// A verb whose library is not called yet.
struct NotWiredYet: Error, CustomStringConvertible {
    var description: String { "this verb is not wired to its library yet" }
}
