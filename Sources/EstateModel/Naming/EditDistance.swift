/// How many letters must change to make one text of the other.
package func editDistance(_ left: String, _ right: String) -> Int {
  let right = Array(right)
  var row = Array(0...right.count)
  for (index, letter) in left.enumerated() {
    var previous = row[0]
    row[0] = index + 1
    for column in right.indices {
      let change = previous + (letter == right[column] ? 0 : 1)
      previous = row[column + 1]
      row[column + 1] = min(change, previous + 1, row[column] + 1)
    }
  }
  return row[right.count]
}
