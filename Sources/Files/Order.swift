// Swift makes a sort of its own for every type whose elements are sorted, in every module: a good part of the time that
// builds take. These sort what elements are sorted by.
extension Sequence {
    /// The elements in the order of texts; those of one text stay in the order they have.
    package func inOrder(of text: (Element) -> String) -> [Element] { inOrder(of: text, order) }

    /// The elements in the order of numbers; those of one number stay in the order they have.
    package func inOrder(of number: (Element) -> Int) -> [Element] { inOrder(of: number, order) }

    /// The elements in the order of keys.
    ///
    /// - Parameter order: The places of the keys in their order, with equal ones in the order they have.
    package func inOrder<Key>(of key: (Element) -> Key, _ order: ([Key]) -> [Int]) -> [Element] {
        let elements = Array(self)
        return order(elements.map(key)).map { elements[$0] }
    }
}

private func order(_ texts: [String]) -> [Int] { texts.indices.sorted { (texts[$0], $0) < (texts[$1], $1) } }
private func order(_ numbers: [Int]) -> [Int] { numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) } }
