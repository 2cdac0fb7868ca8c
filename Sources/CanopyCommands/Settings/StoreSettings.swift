internal import CanopySync

// Keys come from variables only: command lines can be read by everybody on the machine.
extension Stores {
    /// What is missing to reach a store.
    private struct Problem: Error, CustomStringConvertible {
        let description: String
    }

    /// An opener of these stores, with what the call's variables and options say of S3; throws what is missing.
    init(for locations: [StoreLocation], _ options: ProviderOptions) throws {
        let environment = Invocation.current.variables
        var variables = Variables(environment)
        self.init(for: locations, options, environment, &variables)
        if let problem = variables.problems.first { throw Problem(description: problem) }
    }

    /// The same, where what is missing is one complaint among others. Who uses no S3 has nothing to set.
    init(
        for locations: [StoreLocation?], _ options: ProviderOptions, _ environment: [String: String],
        _ variables: inout Variables
    ) {
        let isS3 = locations.contains { location in
            if case .s3 = location?.place { true } else { false }
        }
        let names = ["S3_ENDPOINT", "S3_ACCESS_KEY", "S3_SECRET_KEY"]
        let values = names.compactMap(variables.text)
        guard isS3, values.count == names.count else {
            if isS3 {
                let missing = names.filter { variables.text($0) == nil }.joined(separator: ", ")
                variables.complain("\(missing) must be set, because there is a store on s3://")
            }
            self.init(variables: environment)
            return
        }
        self.init(
            s3: S3Access(
                endpoint: values[0], accessKey: values[1], secretKey: values[2],
                provider: options.s3Provider ?? variables.text("S3_PROVIDER") ?? S3Access.anyProvider),
            variables: environment)
    }
}
