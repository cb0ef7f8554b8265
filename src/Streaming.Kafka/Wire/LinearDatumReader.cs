using Avro;
using Avro.Generic;
using Avro.IO;

namespace Streaming.Kafka.Wire;

/// <summary>
/// Apache.Avro's generic reader, with arrays that double: its own copies the whole array at every block, which makes many small blocks
/// quadratic.
/// </summary>
internal sealed class LinearDatumReader(Schema writer, Schema reader) : GenericDatumReader<object>(writer, reader)
{
    protected override ArrayAccess GetArrayAccess(ArraySchema readerSchema) => new DoublingArray();

    private sealed class DoublingArray : ArrayAccess
    {
        public object Create(object reuse) => Array.Empty<object>();

        public void EnsureSize(ref object array, int targetSize)
        {
            var elements = (object[])array;
            if (elements.Length >= targetSize)
                return;
            Array.Resize(ref elements, Math.Max(targetSize, 2 * elements.Length));
            array = elements;
        }

        public void Resize(ref object array, int targetSize)
        {
            var elements = (object[])array;
            if (elements.Length != targetSize)
                Array.Resize(ref elements, targetSize);
            array = elements;
        }

        public void AddElements(object array, int elements, int index, ReadItem itemReader, Decoder decoder, bool reuse)
        {
            var filled = (object[])array;
            for (var i = index; i < index + elements; i++)
                filled[i] = itemReader(null!, decoder);
        }
    }
}
