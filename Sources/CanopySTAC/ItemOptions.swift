/// What items tell that is not in the products.
public struct ItemOptions: Hashable, Sendable, Codable {
    /// Where anybody finds what lies at the top of the output store; `nil` for links that are relative.
    public var publicURL: WebAddress?
    /// When the survey was flown, where the boundary does not say so.
    public var period: SurveyPeriod?
    /// The terms of use, where the boundary names none.
    public var license: String?
    /// Who has to do with the products, besides those that the boundary names.
    public var providers: [STACProvider] = []

    /// Nothing but what the boundary says.
    public init() {}
}
